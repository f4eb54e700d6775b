// expect: vinyl: this field shares its column with others, which must hold the same
#include "tenants.hpp"

void use() {
#ifdef CONTROL
    (void)Note::vinyl().create("tenant"_f = 1, "about"_f = 2);
#else
    (void)Note::vinyl().create("tenant"_f = vinyl::value(1) + 1, "about"_f = 2);
#endif
}
