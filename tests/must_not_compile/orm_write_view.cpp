// expect: vinyl: this model is a view, which is only read
// lines: g++ 15, clang++ 25
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Sales : vinyl::model<Sales> {
    std::string country;
    std::int64_t n{};

    static constexpr vinyl::meta meta{vinyl::view("sales_by_country")};
};

void use() {
#ifdef CONTROL
    (void)Sales::vinyl().filter("n"_f > 3).count();
#else
    Sales::vinyl().filter("n"_f > 3).erase();
#endif
}
