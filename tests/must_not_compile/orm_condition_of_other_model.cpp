// expect: vinyl: this vinyl::condition was put together for another model than it is used for
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
    const vinyl::condition<Album> cheap = "price"_f < 10;
#ifdef CONTROL
    (void)Album::vinyl().filter(cheap);
#else
    (void)Artist::vinyl().filter(cheap);
#endif
}
