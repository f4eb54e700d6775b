// expect: vinyl: this model has no field or relation with this name
#include "shop.hpp"

void use() {
    const auto rows = Album::vinyl().annotate("some"_f = vinyl::filtered_relation("tracks"_f, "tracks__title"_f = "x"));
#ifdef CONTROL
    (void)rows.filter("some__title"_f = "y");
#else
    (void)rows.filter("some__titel"_f = "y");
#endif
}
