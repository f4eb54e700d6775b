// expect: vinyl: over() takes vinyl::partition_by(...), vinyl::order_by(...) and a frame
// lines: g++ 15, clang++ 25
// Each part of a window is said once.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("place"_f = rank().over(order_by("-price"_f, "id"_f)));
#else
    (void)Album::vinyl().annotate("place"_f = rank().over(order_by("-price"_f), order_by("id"_f)));
#endif
}
