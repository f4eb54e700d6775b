// expect: the field at the end of this path has no such lookup or transform
// lines: g++ 15, clang++ 25
// A text has no year.
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
using path = vinyl::resolve<Album, "released__year">;
#else
using path = vinyl::resolve<Album, "title__year">;
#endif

int main() { return path::nullable; }
