// expect: vinyl: the database has no such aggregate of values of this type
// lines: g++ 20, clang++ 40
#include "shop.hpp"

#include <vinyl/functions.hpp>

void use() {
#ifdef CONTROL
    (void)Album::vinyl().aggregate(stddev("stock"_f));
#else
    (void)Album::vinyl().aggregate(stddev("title"_f));
#endif
}
