// expect: vinyl: column() must name as many columns as the field has
// lines: g++ 15, clang++ 25
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/table.hpp>

#include <tuple>

using namespace vinyl::literals;

struct Project : vinyl::model<Project> {
    std::int64_t tenant{};
    std::int64_t number{};

    static constexpr vinyl::meta meta{vinyl::primary_key("tenant"_f, "number"_f)};
};

struct Task : vinyl::model<Task> {
    std::int64_t id{};
    vinyl::foreign_key<Project, std::tuple<std::int64_t, std::int64_t>> project;
#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::column("project"_f, "tenant_id", "project_id")};
#else
    static constexpr vinyl::meta meta{vinyl::column("project"_f, "project_id")};
#endif
};

int main() { return static_cast<int>(vinyl::table_of<Task>().columns.size()); }
