// expect: vinyl: this name ends in a lookup, which makes a condition, but a value is wanted here
// lines: g++ 24, clang++ 45
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter(exists(Track::vinyl().filter("title"_f = "title__lower"_outer))).count();
#else
    (void)Album::vinyl().filter(exists(Track::vinyl().filter("title"_f = "title__icontains"_outer))).count();
#endif
}
