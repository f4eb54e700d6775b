// expect: vinyl: lower(), upper() and length() are for texts
// lines: g++ 20, clang++ 30
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter(vinyl::lower("title"_f) == "x").count();
#else
    (void)Album::vinyl().filter(vinyl::lower("price"_f) == "x").count();
#endif
}
