// expect: vinyl: only window functions and aggregates are calculated over a window
// lines: g++ 15, clang++ 25
// A column is no aggregate.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("all"_f = sum("stock"_f).over(partition_by("artist"_f)));
#else
    (void)Album::vinyl().annotate("all"_f = "stock"_f.over(partition_by("artist"_f)));
#endif
}
