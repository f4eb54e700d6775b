// expect: vinyl: rows of another model than the relation points at can not be stored in it
// lines: g++ 15, clang++ 25
// A relation is set to that of another model.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().update("artist"_f = "producer"_f, "producer"_f = Artist::vinyl().limit(1));
#else
    (void)Track::vinyl().update("album"_f = "album__artist"_f);
#endif
}
