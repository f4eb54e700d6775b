// expect: vinyl: select_related() takes relations
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().select_related("artist"_f);
#else
    (void)Album::vinyl().select_related("title"_f);
#endif
}
