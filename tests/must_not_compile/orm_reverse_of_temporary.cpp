// expect: this relation belongs to a temporary object
// lines: g++ 15, clang++ 25
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Album;
struct Biography;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Album, "artist"> albums;
    vinyl::related_one<Biography, "artist"> biography;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
};

struct Biography : vinyl::model<Biography> {
    std::int64_t id{};
    vinyl::one_to_one<Artist> artist;
};

vinyl::dual<std::int64_t> use() {
#ifdef CONTROL
    const Artist artist = co_await Artist::vinyl().get("id"_f = 1);
    const Biography& life = co_await artist.biography();
    const auto albums = co_await (co_await Artist::vinyl().get("id"_f = 1)).albums();  // a queryset owns its key
#else
    const Biography& life = co_await (co_await Artist::vinyl().get("id"_f = 1)).biography();
#endif
    co_return life.id;
}
