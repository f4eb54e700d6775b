// expect: vinyl: dates() is about a field that is a date
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().dates("-released"_f, vinyl::date_kind::month);
#else
    (void)Album::vinyl().dates("title"_f, vinyl::date_kind::month);
#endif
}
