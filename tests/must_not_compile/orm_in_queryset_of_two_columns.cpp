// expect: vinyl: a subquery that stands for a value has one column
// lines: g++ 15, clang++ 25
// in() of a subquery of two columns.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("title"_f.in(Track::vinyl().values("title"_f)));
#else
    (void)Album::vinyl().filter("title"_f.in(Track::vinyl().values("title"_f, "id"_f)));
#endif
}
