// expect: vinyl: a value of this type can not be compared with this field
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("price"_f < 10);
#else
    (void)Album::vinyl().filter("price"_f < "ten");
#endif
}
