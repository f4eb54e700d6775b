// expect: vinyl: this name ends in a lookup, which makes a condition, but a value is wanted here
// lines: g++ 15, clang++ 25
// A lookup is no value.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by("released__year"_f);
#else
    (void)Album::vinyl().order_by("released__gt"_f);
#endif
}
