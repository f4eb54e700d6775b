// expect: vinyl: a model's own queryset has methods only
// lines: g++ 15, clang++ 25
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::decimal price;

    template <class Rows>
    struct queryset : Rows {
        auto cheap() const { return this->filter("price"_f < 10); }
#ifdef CONTROL
#else
        int calls = 0;
#endif
    };
};

auto use() { return Album::vinyl().filter("title"_f = "Milestones"); }
