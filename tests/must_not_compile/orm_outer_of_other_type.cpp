// expect: vinyl: these two fields or expressions are of unrelated types and can not be compared
// lines: g++ 22, clang++ 45
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter(exists(Track::vinyl().filter("title"_f = "title"_outer))).count();
#else
    (void)Album::vinyl().filter(exists(Track::vinyl().filter("title"_f = "stock"_outer))).count();
#endif
}
