// expect: vinyl: datetimes() is about a field that is a timestamp
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().dates("released"_f, vinyl::date_kind::day);
#else
    (void)Album::vinyl().datetimes("released"_f, vinyl::datetime_kind::hour);
#endif
}
