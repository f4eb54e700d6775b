// expect: vinyl: the condition of a filtered_relation() is asked of single rows: it knows no aggregates and no windows
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("some"_f = vinyl::filtered_relation("tracks"_f, "tracks__id"_f > 1));
#else
    (void)Album::vinyl().annotate("some"_f = vinyl::filtered_relation("tracks"_f, vinyl::max("tracks__id"_f) > 1));
#endif
}
