// expect: vinyl: the object compared with this relation is of another model
// lines: g++ 15, clang++ 25
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Album;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Album, "artist"> albums;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    vinyl::decimal price;
};

void use(const Artist& artist, [[maybe_unused]] const Album& album) {
#ifdef CONTROL
    (void)Album::vinyl().filter("artist"_f == artist);
#else
    (void)artist, (void)Album::vinyl().filter("artist"_f == album);
#endif
}
