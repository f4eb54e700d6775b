// expect: vinyl: this key has several columns, which no single value of a row holds
// lines: g++ 15, clang++ 25
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Project : vinyl::model<Project> {
    std::int64_t tenant{};
    std::int64_t number{};

    static constexpr vinyl::meta meta{vinyl::primary_key("tenant"_f, "number"_f)};
};

void use() {
#ifdef CONTROL
    (void)Project::vinyl().values_list("tenant"_f, "number"_f);
#else
    (void)Project::vinyl().values_list("pk"_f);
#endif
}
