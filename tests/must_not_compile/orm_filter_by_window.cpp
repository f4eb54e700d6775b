// expect: vinyl: a window is calculated for the rows that are left when all others have been taken out
// lines: g++ 15, clang++ 25
// WHERE comes first, also when the window has a name, or is a part of what has one.
#include "shop.hpp"

void use() {
    const auto ranked = Album::vinyl().annotate("place"_f = rank().over(order_by("-price"_f)));
    const auto doubled = ranked.annotate("twice"_f = "place"_f * 2);
#ifdef CONTROL
    (void)doubled.filter("price"_f > 10).order_by("twice"_f);
#else
    (void)doubled.filter("twice"_f < 5);
#endif
}
