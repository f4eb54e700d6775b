// expect: vinyl: slice() is a part of a text or of an array, and this is neither
// lines: g++ 24, clang++ 40
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by("title"_f.slice(0, 1));
#else
    (void)Album::vinyl().order_by("stock"_f.slice(0, 1));
#endif
}
