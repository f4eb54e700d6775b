// expect: vinyl: this model is a view, which is only read
// lines: g++ 15, clang++ 25
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Sales : vinyl::model<Sales> {
    std::int64_t id{};
    std::string country;

#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::table("sales_by_country")};
#else
    static constexpr vinyl::meta meta{vinyl::view("sales_by_country")};
#endif
};

void use(Sales& sales) {
    sales.save("country"_f);
}
