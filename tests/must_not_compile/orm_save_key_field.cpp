// expect: vinyl: this field is (part of) the primary key, by which save() finds the row
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use(Album& album) {
#ifdef CONTROL
    album.save("title"_f, "producer"_f);
#else
    album.save("title"_f, "id"_f);
#endif
}
