// expect: vinyl: an object given to in() is of another model
// lines: g++ 15, clang++ 25
// in() of objects.
#include "shop.hpp"

void use([[maybe_unused]] const Artist& artist, [[maybe_unused]] const Album& album) {
#ifdef CONTROL
    (void)Album::vinyl().filter("artist"_f.in(artist, artist));
#else
    (void)Album::vinyl().filter("artist"_f.in(artist, album));
#endif
}
