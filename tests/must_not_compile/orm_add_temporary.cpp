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

vinyl::dual<void> use(Artist artist, Album album) {
#ifdef CONTROL
    co_await artist.albums.add(album);
#else
    co_await artist.albums.add(Album{.title = "Milestones"});
#endif
}
