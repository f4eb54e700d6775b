// expect: vinyl: this function is for texts, and this is none
// lines: g++ 20, clang++ 36
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter(vinyl::lower("title"_f) == "x").count();
#else
    (void)Album::vinyl().filter(vinyl::lower("price"_f) == "x").count();
#endif
}
