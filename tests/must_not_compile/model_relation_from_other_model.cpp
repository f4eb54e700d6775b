// expect: vinyl: a relation holds an object of its model, or the key of one
// lines: g++ 15, clang++ 25
// Nor is an object of another model.
#include "shop.hpp"

void use(Album& album, [[maybe_unused]] const Artist& artist) {
#ifdef CONTROL
    album.artist = artist;
#else
    album.artist = album;
#endif
}
