// expect: vinyl: this row is a temporary: the operation would refer to it when it is gone
#include "shop.hpp"

vinyl::partial<Album> found();

void use() {
#ifdef CONTROL
    const auto row = found();
    (void)row.get("title"_f);
#else
    (void)found().get("title"_f);
#endif
}
