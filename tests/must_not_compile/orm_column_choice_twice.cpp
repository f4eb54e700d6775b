// expect: vinyl: two columns of this table have the same name
#include "shop.hpp"

#include <vinyl/choices.hpp>

void use() {
#ifdef CONTROL
    (void)vinyl::column_choices<Album>("title"_f, "name"_f = "artist__name"_f);
#else
    (void)vinyl::column_choices<Album>("title"_f, "title"_f = "artist__name"_f);
#endif
}
