// expect: vinyl: nowait and skip_locked exclude each other
#include "shop.hpp"

void use() {
    const auto rows = Album::vinyl();
#ifdef CONTROL
    (void)rows.select_for_update(vinyl::nowait, of("self"_f));
#else
    (void)rows.select_for_update(vinyl::nowait, of("self"_f), vinyl::skip_locked);
#endif
}
