// expect: vinyl: contains() does not take a temporary
// only: g++ 12
#include "shop.hpp"

vinyl::dual<bool> use(Album album) {
#ifdef CONTROL
    co_return co_await Album::vinyl().contains(album);
#else
    co_return co_await Album::vinyl().contains(Album{.title = "Milestones"});
#endif
}
