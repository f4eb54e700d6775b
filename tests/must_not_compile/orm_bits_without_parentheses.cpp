// expect: vinyl: & | << and >> are for the bits of integers
// lines: g++ 24, clang++ 40
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter(("stock"_f & 4) == "id"_f);
#else
    (void)Album::vinyl().filter("stock"_f & 4 == "id"_f);
#endif
}
