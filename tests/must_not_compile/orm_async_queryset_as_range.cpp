// expect: vinyl: an .async() queryset can not be used as a range
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

vinyl::dual<void> use() {
#ifdef CONTROL
    auto rows = co_await Album::vinyl().async();
    for (const Album& album : rows) (void)album;
#else
    for (const Album& album : Album::vinyl().async()) (void)album;
    co_return;
#endif
}
