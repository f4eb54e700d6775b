// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use(Album& album) {
#ifdef CONTROL
    album.save("title"_f);
#else
    album.save("titel"_f);
#endif
}
