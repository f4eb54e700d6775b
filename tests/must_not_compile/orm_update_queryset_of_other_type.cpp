// expect: vinyl: an expression of this type can not be stored in this field
// lines: g++ 15, clang++ 25
// A column is set to a subquery.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().update("title"_f = Track::vinyl().values("title"_f).limit(1));
#else
    (void)Album::vinyl().update("title"_f = Track::vinyl().values("id"_f).limit(1));
#endif
}
