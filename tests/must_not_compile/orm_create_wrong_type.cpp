// expect: vinyl: a value of this type can not be stored in this field
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Track::vinyl().create("title"_f = "x", "album"_f = 1);
#else
    (void)Track::vinyl().create("title"_f = vinyl::decimal(3), "album"_f = 1);
#endif
}
