// expect: vinyl: a value of this type can not be stored in this field
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().update("price"_f = vinyl::decimal("9.99"));
#else
    (void)Album::vinyl().update("title"_f = 3);
#endif
}
