// expect: arithmetic
// lines: g++ 15, clang++ 25
// Only fields stand before =.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("stock"_f * 2 == 3);
#else
    (void)Album::vinyl().filter("stock"_f * 2 = 3);
#endif
}
