// expect: Album, vinyl::fixed_string<6>{"titel"}
// lines: g++ 15, clang++ 25
// The message shows the model and the path.
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
using path = vinyl::resolve<Album, "title">;
#else
using path = vinyl::resolve<Album, "titel">;
#endif

int main() { return path::nullable; }
