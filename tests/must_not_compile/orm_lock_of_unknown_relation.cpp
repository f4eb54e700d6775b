// expect: vinyl: of() takes "self"_f and relations to one row
#include "shop.hpp"

void use() {
    const auto rows = Album::vinyl().select_related("artist"_f);
#ifdef CONTROL
    (void)rows.select_for_update(of("artist"_f));
#else
    (void)rows.select_for_update(of("artst"_f));
#endif
}
