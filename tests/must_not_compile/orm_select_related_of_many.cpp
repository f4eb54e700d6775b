// expect: vinyl: select_related() can not follow a relation to many rows
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().select_related("artist"_f);
#else
    (void)Artist::vinyl().select_related("albums"_f);
#endif
}
