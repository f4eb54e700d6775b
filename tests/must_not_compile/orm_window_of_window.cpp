// expect: vinyl: the database calculates no window of what is calculated over a window
// lines: g++ 15, clang++ 25
// Windows can not be nested, also not by name.
#include "shop.hpp"

void use() {
    const auto summed = Album::vinyl().annotate("total"_f = sum("price"_f).over(partition_by("artist"_f)));
#ifdef CONTROL
    (void)summed.annotate("share"_f = "price"_f / "total"_f);
#else
    (void)summed.annotate("place"_f = rank().over(order_by("-total"_f)));
#endif
}
