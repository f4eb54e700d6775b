// expect: vinyl: how rows meet is said by fields of the model itself and of the named rows; say all else to filter()
#include "shop.hpp"

void use() {
    const auto stock = Album::vinyl().values("artist"_f).annotate("sold"_f = vinyl::sum("stock"_f));
#ifdef CONTROL
    (void)Artist::vinyl().with_("totals"_f = stock, left_join("id"_f == "totals__artist"_f));
#else
    (void)Artist::vinyl().with_("totals"_f = stock, left_join("id"_f == "totals__artist"_f, "albums__title"_f = "x"));
#endif
}
