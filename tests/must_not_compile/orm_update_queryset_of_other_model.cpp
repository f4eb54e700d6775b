// expect: vinyl: rows of another model than the relation points at can not be stored in it
// lines: g++ 15, clang++ 25
// A relation is set to a subquery.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().update("artist"_f = Artist::vinyl().limit(1));
#else
    (void)Album::vinyl().update("artist"_f = Album::vinyl().limit(1));
#endif
}
