// expect: give it a name first
// only: g++ 12
#include "shop.hpp"

vinyl::dual<void> use(Album album) {
#ifdef CONTROL
    co_await Track::vinyl().create("title"_f = "x", "album"_f = album);
#else
    co_await Track::vinyl().create("title"_f = "x", "album"_f = Album{.id = 1});
#endif
}
