// expect: vinyl: an .async() queryset can not be used as a range
// lines: g++ 15, clang++ 25
#include "shop.hpp"

vinyl::dual<void> use() {
#ifdef CONTROL
    auto rows = co_await Album::vinyl().async();
    for (const Album& album : rows) (void)album;
#else
    for (const Album& album : Album::vinyl().async()) (void)album;
    co_return;
#endif
}
