// expect: vinyl: the model named in related<> has no foreign key of this name
// lines: g++ 15, clang++ 25
// related<> names a foreign key of the other model.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Track;

struct Album : vinyl::model<Album> {
    std::int64_t id{};
#ifdef CONTROL
    vinyl::related<Track, "album"> tracks;
#else
    vinyl::related<Track, "albums"> tracks;
#endif
};

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
};

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
