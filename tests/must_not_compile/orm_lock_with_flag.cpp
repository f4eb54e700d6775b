// expect: vinyl: a lock takes the words vinyl::nowait, vinyl::skip_locked, vinyl::no_key and of("self"_f, ...)
#include "shop.hpp"

void use() {
    const auto rows = Album::vinyl();
#ifdef CONTROL
    (void)rows.select_for_update(vinyl::skip_locked);
#else
    (void)rows.select_for_update(true);
#endif
}
