// expect: vinyl: the arguments of this function are rows of different models
// lines: g++ 20, clang++ 32
// Keys of artists and of albums are both bigint; to mix them is a mistake all the same.
#include "shop.hpp"

struct Award : vinyl::model<Award> {
    std::int64_t id{};
    vinyl::foreign_key<Artist> artist;
    std::optional<vinyl::foreign_key<Album>> album;
    std::optional<vinyl::foreign_key<Artist>> giver;
};

void use() {
#ifdef CONTROL
    (void)Award::vinyl().filter("artist"_f == vinyl::coalesce("giver"_f, "artist"_f)).count();
#else
    (void)Award::vinyl().filter("artist"_f == vinyl::coalesce("giver"_f, "album"_f)).count();
#endif
}
