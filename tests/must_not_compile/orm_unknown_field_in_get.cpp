// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// get() has a short way of its own.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().get("id"_f = 10);
#else
    (void)Album::vinyl().get("prize"_f = 10);
#endif
}
