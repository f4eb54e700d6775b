// expect: vinyl: a field alone is a condition only if it is a bool; compare it with something
// lines: g++ 24, clang++ 40
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(case_(when("active"_f, 1)));
#else
    (void)Album::vinyl().order_by(case_(when("stock"_f, 1)));
#endif
}
