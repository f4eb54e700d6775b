// expect: vinyl: count() counts rows, and no row comes twice
// COUNT(DISTINCT *) is no SQL.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().aggregate(count("title"_f).distinct());
#else
    (void)Album::vinyl().aggregate(count().distinct());
#endif
}
