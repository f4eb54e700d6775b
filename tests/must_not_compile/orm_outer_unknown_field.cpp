// expect: vinyl: this model has no field or relation with this name
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter(exists(Track::vinyl().filter("title"_f = "title"_outer))).count();
#else
    (void)Album::vinyl().filter(exists(Track::vinyl().filter("title"_f = "name"_outer))).count();
#endif
}
