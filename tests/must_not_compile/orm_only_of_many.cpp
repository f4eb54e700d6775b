// expect: vinyl: only() can not follow a relation to many rows
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Artist::vinyl().only("name"_f);
#else
    (void)Artist::vinyl().only("name"_f, "albums__title"_f);
#endif
}
