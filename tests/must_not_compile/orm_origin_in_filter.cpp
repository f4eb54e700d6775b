// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// What remembers an object's database is no column.
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Setting : vinyl::model<Setting> {
    std::int64_t id{};
    std::string value;
    vinyl::origin origin;
};

void use() {
#ifdef CONTROL
    (void)Setting::vinyl().filter("value"_f = "x");
#else
    (void)Setting::vinyl().filter("origin"_f = "x");
#endif
}
