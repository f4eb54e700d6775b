// expect: vinyl: in_bulk() gives rows that are models
#include "shop.hpp"

void use() {
    const std::vector<std::int64_t> ids;
#ifdef CONTROL
    (void)Album::vinyl().in_bulk(ids);
#else
    (void)Album::vinyl().values("title"_f).in_bulk(ids);
#endif
}
