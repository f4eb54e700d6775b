// expect: vinyl: a window is calculated for the rows that are left when all others have been taken out
// lines: g++ 15, clang++ 25
// WHERE comes first.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("dear"_f = rank().over(order_by("-price"_f)) < 3);
#else
    (void)Album::vinyl().exclude(rank().over(order_by("-price"_f)) < 3 || "stock"_f > 1);
#endif
}
