// expect: vinyl: a window function is calculated over a window
// lines: g++ 15, clang++ 25
// rank() alone is no value: over which rows?
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("place"_f = rank().over(order_by("-price"_f)));
#else
    (void)Album::vinyl().annotate("place"_f = rank());
#endif
}
