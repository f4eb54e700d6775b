// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// A column to set.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().update("price"_f = 10);
#else
    (void)Album::vinyl().update("prize"_f = 10);
#endif
}
