// expect: vinyl: the row that create() makes is not there yet
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Track::vinyl().create("title"_f = lower(vinyl::value("So What")), "album"_f = 1);
#else
    (void)Track::vinyl().create("title"_f = vinyl::lower("title"_f), "album"_f = 1);
#endif
}
