// expect: vinyl: the database calculates no aggregate of a window
// lines: g++ 15, clang++ 25
// Aggregates of the rows' groups are calculated first, also when the window has a name.
#include "shop.hpp"

void use() {
    const auto ranked = Album::vinyl().annotate("place"_f = rank().over(order_by("artist"_f)));
#ifdef CONTROL
    (void)ranked.aggregate("last"_f = max("place"_f), "n"_f = count().filter("place"_f < 3));
#else
    (void)ranked.annotate("last"_f = max("place"_f));
#endif
}
