// expect: vinyl: this model has no field or relation with this name
#include "shop.hpp"

#include <vinyl/choices.hpp>

void use() {
#ifdef CONTROL
    (void)vinyl::column_choices<Album>("title"_f, "artist"_f = "artist__name"_f);
#else
    (void)vinyl::column_choices<Album>("title"_f, "artist"_f = "artist__nam"_f);
#endif
}
