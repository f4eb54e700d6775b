// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// An ordering.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by("-price"_f);
#else
    (void)Album::vinyl().order_by("-prize"_f);
#endif
}
