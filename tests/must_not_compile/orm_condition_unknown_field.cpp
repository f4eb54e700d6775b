// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::decimal price;
};

void use() {
    vinyl::condition<Album> c;
#ifdef CONTROL
    c = "price"_f < 10;
#else
    c = "prize"_f < 10;
#endif
}
