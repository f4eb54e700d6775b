// expect: vinyl: these two fields or expressions are of unrelated types and can not be compared
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("title"_f == "artist__name"_f);
#else
    (void)Album::vinyl().filter("title"_f == "price"_f);
#endif
}
