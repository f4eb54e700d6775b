// expect: vinyl: these two fields or expressions are of unrelated types and can not be compared
#include "shop.hpp"

void use() {
    const auto stock = Album::vinyl().values("artist"_f).annotate("sold"_f = vinyl::sum("stock"_f));
#ifdef CONTROL
    (void)Artist::vinyl().with_("totals"_f = stock, left_join("id"_f == "totals__artist"_f));
#else
    (void)Artist::vinyl().with_("totals"_f = stock, left_join("name"_f == "totals__artist"_f));
#endif
}
