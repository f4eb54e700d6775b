// expect: vinyl: create() takes values by name
#include "shop.hpp"

vinyl::dual<void> use(Track track) {
#ifdef CONTROL
    co_await Track::vinyl().create("title"_f = "So What", "album"_f = 1);
    co_await track.insert();
#else
    co_await Track::vinyl().create(Track{.title = "So What"});
#endif
}
