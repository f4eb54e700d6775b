// expect: vinyl: no_key is for select_for_update()
#include "shop.hpp"

void use() {
    const auto rows = Album::vinyl();
#ifdef CONTROL
    (void)rows.select_for_key_share(vinyl::nowait);
#else
    (void)rows.select_for_share(vinyl::no_key);
#endif
}
