// expect: vinyl: the column of the subquery given to in() is of another type than this field
// lines: g++ 15, clang++ 25
// in() of a subquery of values.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("title"_f.in(Track::vinyl().values("title"_f)));
#else
    (void)Album::vinyl().filter("title"_f.in(Track::vinyl().values("id"_f)));
#endif
}
