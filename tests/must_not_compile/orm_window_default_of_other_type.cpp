// expect: vinyl: this function takes no argument of this type
// lines: g++ 15, clang++ 25
// What lag() gives where there is no row before is of the field's type.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("before"_f = lag("price"_f, 1, 0).over(order_by("id"_f)));
#else
    (void)Album::vinyl().annotate("before"_f = lag("price"_f, 1, "none").over(order_by("id"_f)));
#endif
}
