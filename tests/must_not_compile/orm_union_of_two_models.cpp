// expect: vinyl: the rows of these querysets are of different types
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().values_list("title"_f).union_(Artist::vinyl().values_list("name"_f));
#else
    (void)Album::vinyl().union_(Artist::vinyl());
#endif
}
