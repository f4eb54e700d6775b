// expect: vinyl: rows of two different models are compared
// lines: g++ 15, clang++ 25
// A subquery of objects.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("artist"_f == Artist::vinyl().limit(1));
#else
    (void)Album::vinyl().filter("artist"_f == Album::vinyl().limit(1));
#endif
}
