// expect: vinyl: &, | and ^ put two querysets of one model together
#include "shop.hpp"

void use() {
    const auto dear = Album::vinyl().filter("price"_f > 20);
#ifdef CONTROL
    (void)(dear | Album::vinyl().filter("active"_f));
#else
    (void)(dear | Artist::vinyl());
#endif
}
