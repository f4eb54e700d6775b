// expect: vinyl: in_bulk() goes by a field that no two rows have the same value of
#include "shop.hpp"

void use() {
    const std::vector<std::int64_t> ids;
    const std::vector<std::string> titles;
#ifdef CONTROL
    (void)Biography::vinyl().in_bulk("artist"_f, ids);
#else
    (void)Album::vinyl().in_bulk("title"_f, titles);
#endif
}
