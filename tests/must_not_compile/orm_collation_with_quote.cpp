// expect: vinyl: the name of a collation consists of letters, digits and - _ . @
// lines: g++ 24, clang++ 40
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(collate<"de-x-icu">("title"_f));
#else
    (void)Album::vinyl().order_by(collate<"de\" DESC">("title"_f));
#endif
}
