// expect: this function is for numbers, and this is none
// lines: g++ 20, clang++ 32
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(vinyl::abs("stock"_f)).count();
#else
    (void)Album::vinyl().order_by(vinyl::abs("title"_f)).count();
#endif
}
