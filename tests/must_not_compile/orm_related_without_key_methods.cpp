// expect: vinyl: the model named in related<> has no foreign key of this name
// lines: g++ 15, clang++ 25
// The methods of a related manager say it, too.
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

void use(const Artist& artist, Album& album) {
    static_cast<void>(artist.albums.filter("title"_f == "Milestones").count());
    static_cast<void>(artist.albums.create("title"_f = "Milestones"));
    static_cast<void>(artist.albums.add(album));
}

int main() {}
