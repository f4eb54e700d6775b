// expect: vinyl: count() counts rows, and no row comes twice
// lines: g++ 15, clang++ 25
// COUNT(DISTINCT *) is no SQL.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().aggregate(count("title"_f).distinct());
#else
    (void)Album::vinyl().aggregate(count().distinct());
#endif
}
