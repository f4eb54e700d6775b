// expect: vinyl: a field alone is a condition only if it is a bool
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
    (void)Album::vinyl().filter("title"_f == "x");
#else
    (void)Album::vinyl().filter("title"_f);
#endif
}
