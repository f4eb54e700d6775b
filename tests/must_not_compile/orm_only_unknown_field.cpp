// expect: vinyl: this model has no field or relation with this name
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().only("title"_f, "artist__name"_f);
#else
    (void)Album::vinyl().only("title"_f, "artist__nam"_f);
#endif
}
