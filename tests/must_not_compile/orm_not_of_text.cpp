// expect: vinyl: ~ is NOT of a bool and the other bits of an integer, and this is neither
// lines: g++ 24, clang++ 40
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(~"active"_f);
#else
    (void)Album::vinyl().order_by(~"title"_f);
#endif
}
