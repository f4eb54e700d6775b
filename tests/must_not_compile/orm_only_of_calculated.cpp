// expect: vinyl: only() and defer() name members that have a column
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().only("released"_f);
#else
    (void)Album::vinyl().only("released__year"_f);
#endif
}
