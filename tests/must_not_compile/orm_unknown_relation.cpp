// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("artist__name"_f = "Miles");
#else
    (void)Album::vinyl().filter("singer__name"_f = "Miles");
#endif
}
