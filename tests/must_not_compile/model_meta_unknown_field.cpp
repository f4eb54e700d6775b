// expect: vinyl: meta names a field that this model does not have
// lines: g++ 15, clang++ 25
// meta is checked against the members.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::unique("title"_f)};
#else
    static constexpr vinyl::meta meta{vinyl::unique("titel"_f)};
#endif
};

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
