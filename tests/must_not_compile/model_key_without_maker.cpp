// expect: vinyl: say in meta who makes this key: identity("member"_f)
// lines: g++ 15, clang++ 25
// A number that is the key may be the database's or the program's; guessing wrong stores 0.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Artist : vinyl::model<Artist> {
    std::int32_t artist_id{};
    std::string name;
#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::primary_key("artist_id"_f), vinyl::serial("artist_id"_f)};
#else
    static constexpr vinyl::meta meta{vinyl::primary_key("artist_id"_f)};
#endif
};

int main() { return static_cast<int>(vinyl::table_of<Artist>().columns.size()); }
