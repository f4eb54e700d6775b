// expect: vinyl: select_related() can not follow a relation to many rows
#include "../support/record_shop.hpp"

void use() {
    using namespace records;
#ifdef CONTROL
    (void)Credit::vinyl().select_related("person"_f);
#else
    (void)Album::vinyl().select_related("people"_f);
#endif
}
