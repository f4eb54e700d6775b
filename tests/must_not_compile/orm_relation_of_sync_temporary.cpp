// expect: this relation belongs to a temporary object
// lines: g++ 15, clang++ 25
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Album;
struct Biography;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Album, "artist"> albums;
    vinyl::related_one<Biography, "artist"> biography;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
};

struct Biography : vinyl::model<Biography> {
    std::int64_t id{};
    vinyl::one_to_one<Artist> artist;
};

std::string use() {
#ifdef CONTROL
    const Album album = Album::vinyl().sync().get("id"_f = 1);
    const Artist& artist = album.artist();
    const auto key = Album::vinyl().sync().get("id"_f = 1).artist.id();  // a copy
    return artist.name + std::to_string(key) + Artist::vinyl().sync().get("id"_f = 1).name;
#else
    const Artist& artist = Album::vinyl().sync().get("id"_f = 1).artist();
    return artist.name;
#endif
}
