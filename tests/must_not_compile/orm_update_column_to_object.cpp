// expect: vinyl: an object is stored in a field that is no relation
// lines: g++ 15, clang++ 25
// A column is set to an object.
#include "shop.hpp"

void use(const Artist& artist) {
#ifdef CONTROL
    (void)Album::vinyl().update("artist"_f = artist);
#else
    (void)Album::vinyl().update("stock"_f = artist);
#endif
}
