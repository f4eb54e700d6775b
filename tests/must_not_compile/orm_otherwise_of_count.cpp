// expect: vinyl: this aggregate is never NULL, so it has no otherwise()
// lines: g++ 20, clang++ 40
#include "shop.hpp"

#include <vinyl/functions.hpp>

void use() {
#ifdef CONTROL
    (void)Album::vinyl().aggregate(sum("stock"_f).otherwise(0));
#else
    (void)Album::vinyl().aggregate(count("stock"_f).otherwise(0));
#endif
}
