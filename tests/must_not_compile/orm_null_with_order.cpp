// expect: vinyl: only == and != compare with nullopt
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

void use() {
#ifdef CONTROL
    (void)Artist::vinyl().filter("name"_f != std::nullopt);
#else
    (void)Artist::vinyl().filter("name"_f < std::nullopt);
#endif
}
