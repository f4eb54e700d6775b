// expect: vinyl: the database has no such aggregate
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().aggregate(max("rating"_f));
#else
    (void)Album::vinyl().aggregate(max("active"_f));
#endif
}
