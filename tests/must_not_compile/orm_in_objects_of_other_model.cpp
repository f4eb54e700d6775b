// expect: vinyl: an object given to in() is of another model
// lines: g++ 15, clang++ 25
// in() of a range of objects.
#include "shop.hpp"

void use([[maybe_unused]] const std::vector<Artist>& artists, [[maybe_unused]] const std::vector<Album>& albums) {
#ifdef CONTROL
    (void)Album::vinyl().filter("artist__in"_f = artists);
#else
    (void)Album::vinyl().filter("artist__in"_f = albums);
#endif
}
