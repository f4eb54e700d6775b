// expect: vinyl: a subquery can not speak of what the query around it calculates over a window
// lines: g++ 30, clang++ 45
// Windows are calculated when all subqueries have been answered.
#include "shop.hpp"

void use() {
    const auto ranked = Album::vinyl().annotate("place"_f = rank().over(order_by("-price"_f)));
    const auto dearer = Album::vinyl().filter("stock"_f == "place"_outer);
#ifdef CONTROL
    (void)ranked.filter("place"_f < 3);
    (void)dearer;
#else
    (void)ranked.filter(exists(dearer));
#endif
}
