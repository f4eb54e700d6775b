// expect: vinyl: this model has no field or relation with this name
#include "shop.hpp"

void use() {
    const auto all = Track::vinyl();
#ifdef CONTROL
    (void)Album::vinyl().filter(exists(all.union_(all.filter("title"_f = "title"_outer)))).count();
#else
    (void)Album::vinyl().filter(exists(all.union_(all.filter("title"_f = "name"_outer)))).count();
#endif
}
