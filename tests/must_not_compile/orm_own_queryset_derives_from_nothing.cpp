// expect: vinyl: a model's own queryset derives from its parameter
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::decimal price;

    template <class Rows>
#ifdef CONTROL
    struct queryset : Rows {
#else
    struct queryset {
#endif
        int cheap() const { return 10; }
    };
};

auto use() { return Album::vinyl().cheap(); }
