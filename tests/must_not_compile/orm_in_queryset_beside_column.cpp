// expect: vinyl: the queryset given to in() has rows of another model than the field
// lines: g++ 15, clang++ 25
// A number that is no key is not that of an object, either.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("stock"_f.in(Artist::vinyl().values("id"_f)), "id"_f.in(Album::vinyl()));
#else
    (void)Album::vinyl().filter("stock"_f.in(Artist::vinyl()));
#endif
}
