// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
    vinyl::condition<Album> c;
#ifdef CONTROL
    c = "price"_f < 10;
#else
    c = "prize"_f < 10;
#endif
}
