// expect: vinyl: a relation holds an object of its model, or the key of one
// lines: g++ 15, clang++ 25
// A text is no key here.
#include "shop.hpp"

void use(Album& album) {
#ifdef CONTROL
    album.artist = 1;
#else
    album.artist = "x";
#endif
}
