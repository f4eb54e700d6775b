// expect: vinyl: write decimal("0.99")
// lines: g++ 15, clang++ 25
// The same where an object is made.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album{.price = vinyl::decimal("0.99")};
#else
    (void)Album{.price = 0.99};
#endif
}
