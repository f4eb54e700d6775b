// expect: A result of .sync() is a plain value already
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

vinyl::dual<std::int64_t> use() {
#ifdef CONTROL
    co_return Album::vinyl().sync().count();
#else
    co_return co_await Album::vinyl().sync().count();
#endif
}
