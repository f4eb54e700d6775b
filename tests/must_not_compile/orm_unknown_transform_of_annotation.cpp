// expect: vinyl: what follows the name of this annotation is no transform or lookup of its values
// lines: g++ 15, clang++ 25
// A transform that the annotation does not have.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("d"_f = "released"_f).filter("d__year"_f = 1);
#else
    (void)Album::vinyl().annotate("d"_f = "released"_f).filter("d__hour"_f = 1);
#endif
}
