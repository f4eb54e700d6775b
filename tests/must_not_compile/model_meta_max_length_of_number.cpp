// expect: vinyl: max_length is for text fields only
// lines: g++ 15, clang++ 25
// Numbers have no length.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::max_length("title"_f, 20)};
#else
    static constexpr vinyl::meta meta{vinyl::max_length("id"_f, 20)};
#endif
};

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
