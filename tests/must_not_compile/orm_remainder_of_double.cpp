// expect: vinyl: the database has no such calculation
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
    (void)Album::vinyl().filter("id"_f % 2 == 0);
#else
    (void)Album::vinyl().filter("rating"_f % 2 == 0);
#endif
}
