// expect: vinyl: this function takes no argument of this type
// lines: g++ 20, clang++ 40
#include "shop.hpp"

#include <vinyl/functions.hpp>

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(repeat("title"_f, 2)).count();
#else
    (void)Album::vinyl().order_by(repeat("title"_f, "2")).count();
#endif
}
