// expect: vinyl: the database has no such calculation with values of these two types
// lines: g++ 24, clang++ 40
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by("released"_f - "released"_f);
#else
    (void)Album::vinyl().order_by("released"_f + "released"_f);
#endif
}
