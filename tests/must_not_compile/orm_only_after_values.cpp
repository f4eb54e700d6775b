// expect: vinyl: only() and defer() need rows that are models; call them before values()
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().only("title"_f).values("price"_f);
#else
    (void)Album::vinyl().values("price"_f).only("title"_f);
#endif
}
