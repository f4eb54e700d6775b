// expect: vinyl: the bounds of between() are rows of another model than the field
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("artist"_f.between(Artist::vinyl().order_by("id"_f).limit(1), 5)).count();
#else
    (void)Album::vinyl().filter("artist"_f.between(Track::vinyl().order_by("id"_f).limit(1), 5)).count();
#endif
}
