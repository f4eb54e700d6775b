// expect: vinyl: these two fields or expressions are of unrelated types
// lines: g++ 15, clang++ 25
// in() of fields.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("stock"_f.in("id"_f, 1));
#else
    (void)Album::vinyl().filter("stock"_f.in("title"_f, 1));
#endif
}
