// expect: vinyl: this field is a column, and what follows it in the path is no lookup or transform
// lines: g++ 20, clang++ 30
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("title__length"_f = 1).count();
#else
    (void)Album::vinyl().filter("title__0"_f = "x").count();
#endif
}
