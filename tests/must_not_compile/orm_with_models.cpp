// expect: vinyl: with_() takes rows of values(), whose columns have names
#include "shop.hpp"

void use() {
    const auto stock = Album::vinyl().values("artist"_f).annotate("sold"_f = vinyl::sum("stock"_f));
#ifdef CONTROL
    (void)Artist::vinyl().with_("totals"_f = stock, left_join("id"_f == "totals__artist"_f));
#else
    (void)Artist::vinyl().with_("totals"_f = Album::vinyl(), left_join("id"_f == "totals__artist"_f));
#endif
}
