// expect: vinyl: a field alone is a condition only if it is a bool
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("title"_f == "x");
#else
    (void)Album::vinyl().filter("title"_f);
#endif
}
