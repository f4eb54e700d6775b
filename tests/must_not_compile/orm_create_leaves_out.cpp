// expect: {"released"}
// lines: g++ 15, clang++ 25
// Members that are never NULL and have no default: no row gets a value that nobody wrote.
#include "shop.hpp"

void use(const Artist& miles) {
#ifdef CONTROL
    (void)Track::vinyl().create("title"_f = "So What", "album"_f = 1);
    Album album{.title = "Milestones", .artist = miles};
    album.insert();
#else
    (void)Album::vinyl().create("title"_f = "Milestones", "artist"_f = miles);
#endif
}
