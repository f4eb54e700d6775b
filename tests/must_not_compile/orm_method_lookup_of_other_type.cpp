// expect: vinyl: the field or expression on the left has no such lookup
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("title"_f.contains("blue"));
#else
    (void)Album::vinyl().filter("title"_f.overlap("blue"));
#endif
}
