// expect: vinyl: the model named in related<> has no foreign key of this name
// lines: g++ 15, clang++ 25
// Following it says the same as a query of the model does, and once.
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Album;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
#ifdef CONTROL
    vinyl::related<Album, "artist"> albums;
#else
    vinyl::related<Album, "artst"> albums;
#endif
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
};

int main() {
    for (const Artist& artist : Artist::vinyl().filter("albums__title"_f == "Milestones"))
        for (const Album& album : artist.albums()) static_cast<void>(album);
}
