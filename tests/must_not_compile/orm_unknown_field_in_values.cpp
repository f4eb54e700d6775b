// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// The columns of a row.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().values("price"_f);
#else
    (void)Album::vinyl().values("prize"_f);
#endif
}
