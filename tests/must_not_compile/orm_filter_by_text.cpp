// expect: vinyl: this is no condition
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("title"_f == "x");
#else
    (void)Album::vinyl().filter("title");
#endif
}
