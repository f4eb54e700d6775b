// expect: vinyl: create() leaves out members that are never NULL and have no default
// lines: g++ 16, clang++ 25
// The same where the relation is given by the related manager.
#include "shop.hpp"

void use(const Album& album) {
#ifdef CONTROL
    (void)album.tracks.create("title"_f = "So What");
#else
    (void)album.tracks.create();
#endif
}
