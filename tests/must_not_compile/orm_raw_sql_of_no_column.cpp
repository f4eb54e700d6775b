// expect: vinyl: raw_sql<T>() gives a value of a column type, and the database has none for T
// lines: g++ 19, clang++ 34
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(raw_sql<int>("{} + 1", "stock"_f));
#else
    (void)Album::vinyl().order_by(raw_sql<Artist>("{} + 1", "stock"_f));
#endif
}
