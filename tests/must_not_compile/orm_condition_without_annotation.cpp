// expect: vinyl: this vinyl::condition needs annotations that this queryset does not have
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
    const auto rows = Album::vinyl().annotate("double"_f = "price"_f * 2);
    const decltype(rows)::condition_type dear = "double"_f > 10;
#ifdef CONTROL
    (void)rows.filter(dear);
#else
    (void)Album::vinyl().filter(dear);
#endif
}
