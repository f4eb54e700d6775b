// expect: vinyl: this field can not be NULL
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Track::vinyl().create("title"_f = "x", "album"_f = 1);
#else
    (void)Track::vinyl().create("title"_f = std::nullopt, "album"_f = 1);
#endif
}
