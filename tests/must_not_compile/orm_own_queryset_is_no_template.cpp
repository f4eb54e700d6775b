// expect: a model's own queryset is a template inside of it: template <class Rows> struct queryset : Rows
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::decimal price;

#ifdef CONTROL
    template <class Rows>
    struct queryset : Rows {
#else
    struct queryset : vinyl::queryset<Album> {
#endif
        auto cheap() const { return this->filter("price"_f < 10); }
    };
};

auto use() { return Album::vinyl().filter("title"_f = "Milestones"); }
