// expect: vinyl: two members of this model have the same column
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
    vinyl::embedded<Place> home;
    vinyl::embedded<Place> office;
#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::prefix("office"_f, "office_")};
#endif
};

int main() { return static_cast<int>(vinyl::table_of<Customer>().columns.size()); }
