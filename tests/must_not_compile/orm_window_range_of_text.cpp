// expect: vinyl: a range with preceding() or following() is one of a window that is ordered by one number
// lines: g++ 15, clang++ 25
// Nothing can be added to a text.
#include "shop.hpp"

void use() {
    const auto near = range_between(vinyl::preceding(2), vinyl::current_row);
#ifdef CONTROL
    (void)Album::vinyl().annotate("n"_f = count().over(order_by("stock"_f), near));
#else
    (void)Album::vinyl().annotate("n"_f = count().over(order_by("title"_f), near));
#endif
}
