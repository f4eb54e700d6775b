// expect: vinyl: these two fields or expressions are of unrelated types and can not be compared
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
    (void)Album::vinyl().filter("title"_f == "artist__name"_f);
#else
    (void)Album::vinyl().filter("title"_f == "price"_f);
#endif
}
