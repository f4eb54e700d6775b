// expect: vinyl: this vinyl::condition needs annotations that this queryset does not have
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
    const auto rows = Album::vinyl().annotate("double"_f = "price"_f * 2);
    const decltype(rows)::condition_type dear = "double"_f > 10;
#ifdef CONTROL
    (void)rows.filter(dear);
#else
    (void)Album::vinyl().filter(dear);
#endif
}
