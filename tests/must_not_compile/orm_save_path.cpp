// expect: vinyl: only a field of the model itself can be set here
#include "shop.hpp"

void use(Album& album) {
#ifdef CONTROL
    album.save("artist"_f, "title"_f);
#else
    album.save("artist__name"_f, "title"_f);
#endif
}
