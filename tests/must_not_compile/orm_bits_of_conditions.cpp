// expect: vinyl: & | << and >> are for the bits of integers; conditions are joined by && and ||
// lines: g++ 24, clang++ 40
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter(("stock"_f & 4) == 4);
#else
    (void)Album::vinyl().filter(("stock"_f == 1) & ("id"_f == 2));
#endif
}
