// expect: vinyl: this row has no member and no value with this name
#include "shop.hpp"

void use(const vinyl::partial<Album>& row) {
#ifdef CONTROL
    (void)row["title"_f];
#else
    (void)row["titel"_f];
#endif
}
