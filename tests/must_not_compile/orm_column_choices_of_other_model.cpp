// expect: vinyl: these columns were chosen from a table of another model's columns
#include "shop.hpp"

#include <vinyl/choices.hpp>

void use() {
    const auto columns = vinyl::column_choices<Album>("title"_f, "price"_f);
#ifdef CONTROL
    (void)Album::vinyl().values(columns("title"));
#else
    (void)Track::vinyl().values(columns("title"));
#endif
}
