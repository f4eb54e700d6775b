// expect: vinyl: the object compared with this relation is of another model
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use(const Artist& artist, [[maybe_unused]] const Album& album) {
#ifdef CONTROL
    (void)Album::vinyl().filter("artist"_f == artist);
#else
    (void)artist, (void)Album::vinyl().filter("artist"_f == album);
#endif
}
