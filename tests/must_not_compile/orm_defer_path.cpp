// expect: vinyl: defer() names members of the model itself
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().only("title"_f, "artist__name"_f).defer("artist__name"_f);
#else
    (void)Album::vinyl().defer("artist__name"_f);
#endif
}
