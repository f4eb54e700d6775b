// expect: vinyl: the values of this case_() are of types that do not go together
// lines: g++ 20, clang++ 37
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(case_(when("active"_f, 1)).otherwise("stock"_f));
#else
    (void)Album::vinyl().order_by(case_(when("active"_f, "x")).otherwise("stock"_f));
#endif
}
