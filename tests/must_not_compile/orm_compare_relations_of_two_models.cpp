// expect: vinyl: rows of two different models are compared
// lines: g++ 15, clang++ 25
// Two relations.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Track::vinyl().filter("album__artist"_f == "album__producer"_f);
#else
    (void)Track::vinyl().filter("album"_f == "album__artist"_f);
#endif
}
