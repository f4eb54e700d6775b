// expect: vinyl: a name that ends in a lookup is compared by = alone
// lines: g++ 15, clang++ 25
// A name that ends in a lookup says how it is compared already; another comparison with it would go unheard.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter(("price__lt"_f = 10) || ("title__startswith"_f = "K"));
#else
    (void)Album::vinyl().filter("price__lt"_f == 10);
#endif
}
