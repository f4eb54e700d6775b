// expect: vinyl: create() takes values by name
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

vinyl::dual<void> use(Album album) {
#ifdef CONTROL
    co_await Album::vinyl().create("title"_f = "Milestones", "artist"_f = 1, "price"_f = 1);
    co_await album.insert();
#else
    co_await Album::vinyl().create(Album{.title = "Milestones"});
#endif
}
