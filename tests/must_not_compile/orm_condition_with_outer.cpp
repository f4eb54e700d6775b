// expect: vinyl: a vinyl::condition does not know the query around
#include "shop.hpp"

void use() {
    vinyl::condition<Track> any;
#ifdef CONTROL
    (void)Album::vinyl().filter(exists(Track::vinyl().filter(any, "album"_f = "id"_outer))).count();
#else
    any = any || "album"_f == "id"_outer;
    (void)Album::vinyl().filter(exists(Track::vinyl().filter(any))).count();
#endif
}
