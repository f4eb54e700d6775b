// expect: this relation belongs to a temporary object
// lines: g++ 15, clang++ 25
#include "shop.hpp"

std::string use() {
#ifdef CONTROL
    const Album album = Album::vinyl().sync().get("id"_f = 1);
    const Artist& artist = album.artist();
    const auto key = Album::vinyl().sync().get("id"_f = 1).artist.id();  // a copy
    return artist.name + std::to_string(key) + Artist::vinyl().sync().get("id"_f = 1).name;
#else
    const Artist& artist = Album::vinyl().sync().get("id"_f = 1).artist();
    return artist.name;
#endif
}
