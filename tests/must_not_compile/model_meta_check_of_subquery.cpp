// expect: vinyl: a CHECK is about what each row has by itself: no aggregate, window or subquery
#include "shop.hpp"

void use() {
    const auto albums = Album::vinyl();
#ifdef CONTROL
    (void)albums;
    (void)vinyl::check("some", "id"_f > 1 || "id"_f.in(1, 2));
#else
    (void)vinyl::check("some", "id"_f > 1 || "id"_f.in(albums));
#endif
}
