// expect: vinyl: these rows are values already
#include "shop.hpp"

void use() {
    const auto titles = Album::vinyl().values_list("title"_f);
#ifdef CONTROL
    (void)Album::vinyl().union_(Album::vinyl()).values_list("title"_f);
#else
    (void)titles.union_(titles).values_list("title"_f);
#endif
}
