// expect: vinyl: a filtered_relation() is no value: annotate() gives it a name, and paths go on behind that
#include "shop.hpp"

void use() {
    const auto rows = Album::vinyl();
#ifdef CONTROL
    (void)rows.annotate("some"_f = vinyl::filtered_relation("tracks"_f, "tracks__title"_f = "x")).values("some"_f);
#else
    (void)rows.values("some"_f = vinyl::filtered_relation("tracks"_f, "tracks__title"_f = "x"));
#endif
}
