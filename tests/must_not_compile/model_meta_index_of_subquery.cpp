// expect: vinyl: an index is over what each row has by itself: no aggregate, window or subquery
#include "shop.hpp"

void use() {
    const auto albums = Album::vinyl();
#ifdef CONTROL
    (void)albums;
    (void)vinyl::index("by_title", lower("title"_f), "id"_f.in(1, 2));
#else
    (void)vinyl::index("by_albums", vinyl::exists(albums), "id"_f.in(albums));
#endif
}
