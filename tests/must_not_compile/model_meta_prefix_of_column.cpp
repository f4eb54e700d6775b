// expect: vinyl: prefix is for members of type vinyl::embedded<...> only
// lines: g++ 15, clang++ 25
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Place {
    std::string city;
};

struct Customer : vinyl::model<Customer> {
    std::int64_t id{};
    std::string name;
    vinyl::embedded<Place> home;
#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::prefix("home"_f, "home_")};
#else
    static constexpr vinyl::meta meta{vinyl::prefix("name"_f, "home_")};
#endif
};

int main() { return static_cast<int>(vinyl::table_of<Customer>().columns.size()); }
