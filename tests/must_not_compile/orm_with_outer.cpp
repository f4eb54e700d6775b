// expect: vinyl: the rows that with_() names do not speak of the query around them by _outer
#include "shop.hpp"

void use() {
    const auto stock = Album::vinyl().values("artist"_f).annotate("sold"_f = vinyl::sum("stock"_f));
#ifdef CONTROL
    (void)Artist::vinyl().with_("totals"_f = stock, left_join("id"_f == "totals__artist"_f));
#else
    (void)Artist::vinyl().with_("totals"_f = stock.filter("artist"_f = "id"_outer), left_join("id"_f == "totals__artist"_f));
#endif
}
