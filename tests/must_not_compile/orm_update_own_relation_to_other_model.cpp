// expect: vinyl: the object to store is of another model than the relation points at
// lines: g++ 15, clang++ 25
// A relation of one object is set.
#include "shop.hpp"

void use([[maybe_unused]] const Artist& artist, Album& album) {
#ifdef CONTROL
    (void)album.update("artist"_f = artist);
#else
    (void)album.update("artist"_f = album);
#endif
}
