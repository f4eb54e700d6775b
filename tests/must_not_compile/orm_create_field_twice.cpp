// expect: vinyl: create() is given one field twice
// lines: g++ 15, clang++ 25
// A relation by its name and by its column's: which of the two is meant?
#include "shop.hpp"

void use(const Album& album) {
#ifdef CONTROL
    (void)Track::vinyl().create("title"_f = "So What", "album"_f = album);
#else
    (void)Track::vinyl().create("title"_f = "So What", "album"_f = album, "album_id"_f = 1);
#endif
}
