// expect: vinyl: a queryset that speaks of the query around it by _outer can not stand in a union
#include "shop.hpp"

void use() {
    const auto of_album = Track::vinyl().filter("album"_f = "id"_outer);
    const auto all = Track::vinyl();
#ifdef CONTROL
    (void)Album::vinyl().filter(exists(of_album) || exists(all.union_(all)));
#else
    (void)Album::vinyl().filter(exists(all.union_(of_album)));
#endif
}
