// expect: vinyl: a subquery that stands for a value has one column
// lines: g++ 24, clang++ 40
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("x"_f = array_subquery(Track::vinyl().values("title"_f)));
#else
    (void)Album::vinyl().annotate("x"_f = array_subquery(Track::vinyl().values("title"_f, "id"_f)));
#endif
}
