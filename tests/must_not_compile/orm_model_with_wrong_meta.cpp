// expect: vinyl: meta names a field that this model does not have
// lines: g++ 15, clang++ 25
// A mistake in meta is said once, whatever is done with the model.
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
#ifdef CONTROL
    static constexpr auto meta = vinyl::meta(vinyl::max_length("title"_f, 200));
#else
    static constexpr auto meta = vinyl::meta(vinyl::max_length("titel"_f, 200));
#endif
};

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
};

void use(Album& album) {
    static_cast<void>(Track::vinyl().filter("album__title"_f == "Milestones").count());
    static_cast<void>(Album::vinyl().get("id"_f == 3));
    static_cast<void>(Album::vinyl().create("title"_f = "Milestones"));
    static_cast<void>(album.save());
}

int main() {}
