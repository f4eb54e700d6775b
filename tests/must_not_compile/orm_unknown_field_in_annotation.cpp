// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// An annotation.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("twice"_f = "price"_f * 2);
#else
    (void)Album::vinyl().annotate("twice"_f = "prize"_f);
#endif
}
