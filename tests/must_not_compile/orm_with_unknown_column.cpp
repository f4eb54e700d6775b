// expect: vinyl: with_() has given this name to rows, and they have no such column: name one of theirs, as in "totals__sold"_f
#include "shop.hpp"

void use() {
    const auto stock = Album::vinyl().values("artist"_f).annotate("sold"_f = vinyl::sum("stock"_f));
#ifdef CONTROL
    (void)Artist::vinyl().with_("totals"_f = stock, left_join("id"_f == "totals__artist"_f)).filter("totals__sold"_f > 1);
#else
    (void)Artist::vinyl().with_("totals"_f = stock, left_join("id"_f == "totals__artist"_f)).filter("totals__bought"_f > 1);
#endif
}
