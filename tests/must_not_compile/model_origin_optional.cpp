// expect: vinyl: a reverse side or a vinyl::origin is never std::optional
// lines: g++ 15, clang++ 25
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Setting : vinyl::model<Setting> {
    std::int64_t id{};
    std::string value;
#ifdef CONTROL
    vinyl::origin origin;
#else
    std::optional<vinyl::origin> origin;
#endif
};

void use() {
    (void)vinyl::table_of<Setting>();
}
