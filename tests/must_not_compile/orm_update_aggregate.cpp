// expect: vinyl: the database sets no column to an aggregate
// lines: g++ 15, clang++ 25
// UPDATE knows no aggregates.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().update("stock"_f = "stock"_f + 1);
#else
    (void)Album::vinyl().update("stock"_f = count("tracks"_f) + 1);
#endif
}
