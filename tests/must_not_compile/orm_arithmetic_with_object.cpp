// expect: vinyl: the database has no such calculation with values of these two types
// lines: g++ 15, clang++ 25
// An object is no number.
#include "shop.hpp"

void use([[maybe_unused]] const Artist& artist) {
#ifdef CONTROL
    (void)Album::vinyl().filter("stock"_f + 1 > 2);
#else
    (void)Album::vinyl().filter("stock"_f + artist > 2);
#endif
}
