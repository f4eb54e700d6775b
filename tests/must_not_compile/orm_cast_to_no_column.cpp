// expect: vinyl: cast<T>() makes a value one of another column type, and the database has none for T
// lines: g++ 19, clang++ 34
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(cast<double>("stock"_f));
#else
    (void)Album::vinyl().order_by(cast<Artist>("stock"_f));
#endif
}
