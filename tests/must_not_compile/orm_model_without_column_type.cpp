// expect: vinyl: this member's type can not be a column
// lines: g++ 15, clang++ 25
// A member that no column can hold is said once: rows are neither read nor written.
#include <vinyl/vinyl.hpp>

#include <vector>

using namespace vinyl::literals;

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
#ifdef CONTROL
    std::vector<std::string> handles;
#else
    std::vector<void*> handles;
#endif
};

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
};

void use(Album& album) {
    static_cast<void>(Track::vinyl().filter("album__title"_f == "Milestones").count());
    static_cast<void>(Album::vinyl().get("id"_f == 3));
    static_cast<void>(album.save());
}

int main() {}
