// expect: vinyl: only a field of the model itself can be set here
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().update("title"_f = "x");
#else
    (void)Album::vinyl().update("artist__name"_f = "x");
#endif
}
