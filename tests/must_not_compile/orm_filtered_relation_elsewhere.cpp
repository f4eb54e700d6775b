// expect: vinyl: the condition of a filtered_relation() speaks of the model, of the relation's rows, and of what is on the way to them; say all else to filter()
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("some"_f = vinyl::filtered_relation("tracks"_f, "tracks__title"_f = "x", "artist"_f = 1));
#else
    (void)Album::vinyl().annotate("some"_f = vinyl::filtered_relation("tracks"_f, "tracks__title"_f = "x", "artist__name"_f = "y"));
#endif
}
