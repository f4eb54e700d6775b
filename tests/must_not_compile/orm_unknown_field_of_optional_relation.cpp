// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// A member of the model behind a relation that may be NULL.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("producer__name"_f = "x");
#else
    (void)Album::vinyl().filter("producer__nam"_f = "x");
#endif
}
