// expect: deleted
// C++ would assign, and the condition would mean its right side.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter(coalesce("active"_f, false) == coalesce("active"_f, false));
#else
    (void)Album::vinyl().filter(coalesce("active"_f, false) = coalesce("active"_f, false));
#endif
}
