// expect: vinyl: filtered_relation() is about a relation, and this field is none
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("some"_f = vinyl::filtered_relation("tracks"_f, "tracks__title"_f = "x"));
#else
    (void)Album::vinyl().annotate("some"_f = vinyl::filtered_relation("title"_f, "title"_f = "x"));
#endif
}
