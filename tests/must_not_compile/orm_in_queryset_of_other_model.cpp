// expect: vinyl: the queryset given to in() has rows of another model than the field
// lines: g++ 15, clang++ 25
// in() of a subquery of objects.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Track::vinyl().filter("album"_f.in(Album::vinyl()), "album__artist"_f.in(Artist::vinyl()));
#else
    (void)Track::vinyl().filter("album"_f.in(Artist::vinyl()));
#endif
}
