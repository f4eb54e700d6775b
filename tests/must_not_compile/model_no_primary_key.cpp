// expect: vinyl: this model has no primary key
// Every model has a primary key.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Album : vinyl::model<Album> {
#ifdef CONTROL
    std::int64_t id{};
#else
    std::int64_t number{};
#endif
    std::string title;
};

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
