// expect: vinyl: the primary key is always read, so it can not be deferred
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().defer("title"_f);
#else
    (void)Album::vinyl().defer("id"_f);
#endif
}
