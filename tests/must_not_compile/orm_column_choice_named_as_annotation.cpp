// expect: vinyl: a column of this table has the name of an annotation or alias of the queryset
#include "shop.hpp"

#include <vinyl/choices.hpp>

void use() {
    const auto columns = vinyl::column_choices<Album>("title"_f, "twice"_f = "id"_f * 2);
#ifdef CONTROL
    (void)Album::vinyl().alias("thrice"_f = "id"_f * 3).values(columns("twice"));
#else
    (void)Album::vinyl().alias("twice"_f = "id"_f * 3).values(columns("title"));
#endif
}
