// expect: this object is a temporary
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

vinyl::dual<void> use() {
#ifdef CONTROL
    Artist artist{.name = "Miles Davis"};
    co_await artist.insert();
    co_await artist.update("name"_f = "Miles");
#else
    co_await Artist{.name = "Miles Davis"}.insert();
#endif
}
