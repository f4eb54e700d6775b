// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// L15: names that are none.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("price"_f < 10);
#else
    (void)Album::vinyl().filter("prize"_f < 10);
#endif
}
