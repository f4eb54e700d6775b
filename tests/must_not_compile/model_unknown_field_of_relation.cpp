// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// A path whose second step is no field of the related model.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    vinyl::date released{};
};

#ifdef CONTROL
using path = vinyl::resolve<Album, "artist__name">;
#else
using path = vinyl::resolve<Album, "artist__nmae">;
#endif

int main() { return path::nullable; }
