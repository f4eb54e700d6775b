// expect: vinyl: the iterator() of an .async() queryset can not be used as a range
// lines: g++ 25, clang++ 30
#include "shop.hpp"

vinyl::dual<void> use() {
    auto rows = Album::vinyl().async().iterator();
#ifdef CONTROL
    while (const Album* const album = co_await rows.next()) (void)album;
#else
    for (const Album& album : rows) (void)album;
    co_return;
#endif
}
