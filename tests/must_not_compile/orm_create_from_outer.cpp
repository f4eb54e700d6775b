// expect: vinyl: the row that create() makes is not there yet
#include "shop.hpp"

void use() {
    const auto titles = Album::vinyl().values("title"_f).limit(1);
#ifdef CONTROL
    (void)Track::vinyl().create("title"_f = titles, "album"_f = 1);
#else
    (void)Track::vinyl().create("title"_f = Album::vinyl().filter("id"_f = "album"_outer).values("title"_f), "album"_f = 1);
#endif
}
