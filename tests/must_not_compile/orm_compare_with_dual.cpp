// expect: vinyl: this is a dual, which may not have its result yet
#include "shop.hpp"

void use() {
#ifdef CONTROL
    Artist artist = Artist::vinyl().get("id"_f = 1);
    (void)Album::vinyl().filter("artist"_f = artist);
#else
    auto artist = Artist::vinyl().get("id"_f = 1);
    (void)Album::vinyl().filter("artist"_f = artist);
#endif
}
