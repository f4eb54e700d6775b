// expect: vinyl: meta names a member here that has no column
// lines: g++ 15, clang++ 25
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Setting : vinyl::model<Setting> {
    std::int64_t id{};
    std::string value;
    vinyl::origin origin;

#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::default_value("value"_f)};
#else
    static constexpr vinyl::meta meta{vinyl::default_value("origin"_f)};
#endif
};

void use() {
    (void)vinyl::table_of<Setting>();
}
