// expect: vinyl: the values given to in() are of a type that can not be compared with this field
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("id"_f.in(1, 2));
#else
    (void)Album::vinyl().filter("id"_f.in("one", "two"));
#endif
}
