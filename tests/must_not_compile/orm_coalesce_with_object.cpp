// expect: vinyl: the arguments of this function are of types that do not go together
// An object is no value.
#include "shop.hpp"

void use([[maybe_unused]] const Artist& artist) {
#ifdef CONTROL
    (void)Album::vinyl().filter(coalesce("stock"_f, 1) > 2);
#else
    (void)Album::vinyl().filter(coalesce("stock"_f, artist) > 2);
#endif
}
