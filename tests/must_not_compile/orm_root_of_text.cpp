// expect: vinyl: this function is for numbers, and this is none
// lines: g++ 20, clang++ 40
#include "shop.hpp"

#include <vinyl/functions.hpp>

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(sqrt("stock"_f)).count();
#else
    (void)Album::vinyl().order_by(sqrt("title"_f)).count();
#endif
}
