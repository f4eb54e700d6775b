// expect: this object is a temporary
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

vinyl::dual<void> use() {
#ifdef CONTROL
    Album album = co_await Album::vinyl().get("id"_f = 1);
    co_await album.update("title"_f = "Milestones");
#else
    co_await (co_await Album::vinyl().get("id"_f = 1)).update("title"_f = "Milestones");
#endif
}
