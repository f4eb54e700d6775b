// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// Names in a window are looked up like all others.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("place"_f = rank().over(partition_by("artist"_f), order_by("-price"_f)));
#else
    (void)Album::vinyl().annotate("place"_f = rank().over(partition_by("artist"_f), order_by("-pricee"_f)));
#endif
}
