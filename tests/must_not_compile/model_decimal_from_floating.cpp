// expect: vinyl: write decimal("0.99")
// lines: g++ 15, clang++ 25
// 0.99 is no exact number as a double.
#include "shop.hpp"

void use(Album& album) {
#ifdef CONTROL
    album.price = vinyl::decimal("0.99");
#else
    album.price = 0.99;
#endif
}
