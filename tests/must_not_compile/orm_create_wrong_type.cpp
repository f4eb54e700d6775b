// expect: vinyl: a value of this type can not be stored in this field
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
    (void)Album::vinyl().create("title"_f = "x", "artist"_f = 1, "price"_f = 1);
#else
    (void)Album::vinyl().create("title"_f = vinyl::decimal(3), "artist"_f = 1, "price"_f = 1);
#endif
}
