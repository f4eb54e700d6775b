// expect: vinyl: an aggregate orders rows only by the name it was given
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
    vinyl::foreign_key<Artist> artist;
};

void use() {
#ifdef CONTROL
    (void)Artist::vinyl().annotate("n"_f = count("albums"_f)).order_by("-n"_f).sql();
#else
    (void)Artist::vinyl().order_by(count("albums"_f).desc()).sql();
#endif
}
