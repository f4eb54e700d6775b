// expect: vinyl: with_() is told how rows meet by inner_join() or left_join()
#include "shop.hpp"

void use() {
    const auto stock = Album::vinyl().values("artist"_f).annotate("sold"_f = vinyl::sum("stock"_f));
#ifdef CONTROL
    (void)Artist::vinyl().with_("totals"_f = stock, left_join("id"_f == "totals__artist"_f));
#else
    (void)Artist::vinyl().with_("totals"_f = stock, "id"_f == "totals__artist"_f);
#endif
}
