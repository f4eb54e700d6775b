// expect: set_null) needs a key that may be NULL
// lines: g++ 15, clang++ 25
// A key that may not be NULL can not be set to NULL.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
#ifdef CONTROL
    std::optional<vinyl::foreign_key<Artist>> artist;
#else
    vinyl::foreign_key<Artist> artist;
#endif

    static constexpr vinyl::meta meta{vinyl::on_delete("artist"_f, vinyl::set_null)};
};

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
