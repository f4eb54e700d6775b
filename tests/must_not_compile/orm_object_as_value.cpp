// expect: vinyl: the database has no values of this type, so no row can have one
// An object is no value of a row.
#include "shop.hpp"

void use([[maybe_unused]] const Artist& artist) {
#ifdef CONTROL
    (void)Album::vinyl().annotate("n"_f = 1);
#else
    (void)Album::vinyl().annotate("n"_f = artist);
#endif
}
