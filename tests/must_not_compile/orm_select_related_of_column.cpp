// expect: vinyl: select_related() takes relations
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
    (void)Album::vinyl().select_related("artist"_f);
#else
    (void)Album::vinyl().select_related("title"_f);
#endif
}
