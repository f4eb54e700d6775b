// expect: vinyl: this field has no column but some of the primary key
// lines: g++ 15, clang++ 25
// A field that only repeats what the key says.
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Project : vinyl::model<Project> {
    std::int64_t tenant{};
    std::int64_t number{};

    static constexpr vinyl::meta meta{vinyl::primary_key("tenant"_f, "number"_f)};
};

struct Budget : vinyl::model<Budget> {
    vinyl::foreign_key<Project, std::tuple<std::int64_t, std::int64_t>> project;
    std::int64_t tenant{};
    vinyl::decimal amount;

    static constexpr vinyl::meta meta{vinyl::primary_key("project"_f), vinyl::column("project"_f, "tenant", "project")};
};

void use() {
#ifdef CONTROL
    Budget::vinyl().update("amount"_f = 1);
#else
    Budget::vinyl().update("tenant"_f = 1);
#endif
}
