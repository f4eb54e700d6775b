// expect: vinyl: this name is not a column of the model, so it can not be set
#include "../support/record_shop.hpp"

void use() {
    using namespace records;
    const Genre jazz;
#ifdef CONTROL
    (void)Album::vinyl().create("title"_f = "Kind of Blue");
#else
    (void)Album::vinyl().create("title"_f = "Kind of Blue", "genres"_f = jazz);
#endif
}
