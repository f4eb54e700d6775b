// expect: vinyl: the condition of a filtered_relation() does not know the query around it
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("some"_f = vinyl::filtered_relation("tracks"_f, "tracks__title"_f = "x"));
#else
    (void)Album::vinyl().annotate("some"_f = vinyl::filtered_relation("tracks"_f, "tracks__title"_f = "name"_outer));
#endif
}
