// expect: vinyl: the object to store is of another model than the relation points at
// lines: g++ 15, clang++ 25
// A relation is set.
#include "shop.hpp"

void use([[maybe_unused]] const Artist& artist, [[maybe_unused]] const Album& album) {
#ifdef CONTROL
    (void)Album::vinyl().update("artist"_f = artist, "producer"_f = artist);
#else
    (void)Album::vinyl().update("producer"_f = album);
#endif
}
