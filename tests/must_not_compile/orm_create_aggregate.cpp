// expect: vinyl: the database sets no column to an aggregate
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Track::vinyl().create("title"_f = "x", "album"_f = vinyl::value(1) + 1);
#else
    (void)Track::vinyl().create("title"_f = "x", "album"_f = count() + 1);
#endif
}
