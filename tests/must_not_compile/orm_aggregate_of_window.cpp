// expect: vinyl: the database calculates no aggregate of a window
// lines: g++ 15, clang++ 25
// Aggregates are calculated first.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("place"_f = rank().over(order_by("artist"_f))).aggregate(max("place"_f));
#else
    (void)Album::vinyl().annotate("last"_f = max(rank().over(order_by("artist"_f))));
#endif
}
