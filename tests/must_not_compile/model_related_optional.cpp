// expect: vinyl: a reverse side or a vinyl::origin is never std::optional
// lines: g++ 15, clang++ 25
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Album;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
#ifdef CONTROL
    vinyl::related<Album, "artist"> albums;
#else
    std::optional<vinyl::related<Album, "artist">> albums;
#endif
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    vinyl::foreign_key<Artist> artist;
};

void use() {
    (void)vinyl::table_of<Artist>();
}
