// expect: does not point at the model that related<> stands in
// lines: g++ 15, clang++ 25
// related<> names a foreign key that points at this model.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Track;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
#ifdef CONTROL
    vinyl::related<Track, "album"> tracks;
#else
    vinyl::related<Track, "artist"> tracks;
#endif
};

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
    vinyl::foreign_key<Artist> artist;
};

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
