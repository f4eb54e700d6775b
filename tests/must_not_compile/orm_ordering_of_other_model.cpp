// expect: vinyl: this vinyl::ordering_of was put together for another model than it is used for
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
    const vinyl::ordering_of<Album> order("-price"_f);
#ifdef CONTROL
    (void)Album::vinyl().order_by(order);
#else
    (void)Artist::vinyl().order_by(order);
#endif
}
