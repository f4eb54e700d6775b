// expect: vinyl: this row has no value with this name
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
    const auto row = *Artist::vinyl().annotate("n"_f = count("albums"_f)).first();
    (void)row["n"_f];
#else
    const auto row = *Artist::vinyl().annotate("n"_f = count("albums"_f)).first();
    (void)row["m"_f];
#endif
}
