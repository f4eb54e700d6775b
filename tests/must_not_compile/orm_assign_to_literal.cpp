// expect: error:
// lines: g++ 15, clang++ 25
// The _f is missing.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("title"_f = "x");
#else
    (void)Album::vinyl().filter("title" = "x");
#endif
}
