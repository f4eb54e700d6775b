// expect: this relation belongs to a temporary object
// lines: g++ 15, clang++ 25
#include "shop.hpp"

std::string use() {
#ifdef CONTROL
    const Album album = Album::vinyl().get("id"_f = 1);
    const Artist& artist = album.artist();
#else
    const Artist& artist = (*Album::vinyl().get("id"_f = 1)).artist();
#endif
    return artist.name;
}
