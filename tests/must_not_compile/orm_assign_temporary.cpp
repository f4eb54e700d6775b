// expect: give it a name first
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

vinyl::dual<void> use(Artist artist) {
#ifdef CONTROL
    co_await Album::vinyl().create("title"_f = "x", "price"_f = 1, "artist"_f = artist);
#else
    co_await Album::vinyl().create("title"_f = "x", "price"_f = 1, "artist"_f = Artist{.id = 1});
#endif
}
