// expect: give it a name first
#include "shop.hpp"

vinyl::dual<void> use(Artist artist, Album album) {
#ifdef CONTROL
    co_await artist.albums.add(album);
#else
    co_await artist.albums.add(Album{.title = "Milestones"});
#endif
}
