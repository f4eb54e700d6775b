// expect: give it a name first
// only: g++ 12
#include "shop.hpp"

vinyl::dual<std::int64_t> use(Artist artist) {
#ifdef CONTROL
    co_return co_await Album::vinyl().filter("artist"_f == artist).count();
#else
    co_return co_await Album::vinyl().filter("artist"_f == Artist{.id = 1}).count();
#endif
}
