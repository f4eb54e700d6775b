// expect: vinyl: this is a dual, which may not have its result yet
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
    double rating{};
    bool active = true;
};

void use() {
#ifdef CONTROL
    Artist artist = Artist::vinyl().get("id"_f = 1);
    (void)Album::vinyl().filter("artist"_f = artist);
#else
    auto artist = Artist::vinyl().get("id"_f = 1);
    (void)Album::vinyl().filter("artist"_f = artist);
#endif
}
