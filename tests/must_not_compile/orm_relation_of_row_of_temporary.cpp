// expect: this relation belongs to a temporary object
// lines: g++ 15, clang++ 25
// A row of a queryset that nobody holds is a copy.
#include "shop.hpp"

std::string use() {
#ifdef CONTROL
    const Album& album = Album::vinyl().order_by("id"_f)[0];
    const Artist& artist = album.artist();
    return artist.name;
#else
    const Artist& artist = Album::vinyl().order_by("id"_f)[0].artist();
    return artist.name;
#endif
}
