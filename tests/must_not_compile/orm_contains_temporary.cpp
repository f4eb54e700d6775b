// expect: vinyl: contains() does not take a temporary
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

vinyl::dual<bool> use(Album album) {
#ifdef CONTROL
    co_return co_await Album::vinyl().contains(album);
#else
    co_return co_await Album::vinyl().contains(Album{.title = "Milestones"});
#endif
}
