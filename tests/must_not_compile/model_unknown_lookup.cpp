// expect: is no lookup or transform
// lines: g++ 15, clang++ 25
// A column with something behind it that is no lookup.
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
using path = vinyl::resolve<Album, "title__icontains">;
#else
using path = vinyl::resolve<Album, "title__icontain">;
#endif

int main() { return path::nullable; }
