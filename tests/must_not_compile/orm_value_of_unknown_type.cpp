// expect: vinyl: only the database knows the type of this expression
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("next"_f = Album::vinyl().values_list("price"_f).limit(1)).list();
#else
    (void)Album::vinyl().annotate("next"_f = std::nullopt).list();
#endif
}
