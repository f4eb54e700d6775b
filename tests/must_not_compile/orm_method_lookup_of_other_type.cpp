// expect: vinyl: the field or expression on the left has no such lookup
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
    double rating{};
    bool active = true;
};

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("title"_f.contains("blue"));
#else
    (void)Album::vinyl().filter("title"_f.overlap("blue"));
#endif
}
