// expect: vinyl: save() takes the fields that it shall write
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use(Album& album) {
#ifdef CONTROL
    album.save("title"_f);
#else
    album.save("title"_f = "Milestones");
#endif
}
