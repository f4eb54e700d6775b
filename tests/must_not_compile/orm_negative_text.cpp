// expect: vinyl: only numbers and intervals have a negative
// lines: g++ 24, clang++ 40
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(-"stock"_f);
#else
    (void)Album::vinyl().order_by(-"title"_f);
#endif
}
