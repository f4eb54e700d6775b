// expect: vinyl: the database has no such calculation
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("id"_f % 2 == 0);
#else
    (void)Album::vinyl().filter("rating"_f % 2 == 0);
#endif
}
