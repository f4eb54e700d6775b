// expect: vinyl: these two fields or expressions are of unrelated types
// lines: g++ 15, clang++ 25
// A subquery of values.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("title"_f = Track::vinyl().values_list("title"_f).limit(1));
#else
    (void)Album::vinyl().filter("title"_f = Track::vinyl().values_list("id"_f).limit(1));
#endif
}
