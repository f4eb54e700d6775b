// expect: vinyl: join_table() must name all columns of the table or none
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Genre : vinyl::model<Genre> {
    std::int64_t id{};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    vinyl::many_to_many<Genre> genres;
#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::join_table("genres"_f, "legacy", "album", "genre")};
#else
    static constexpr vinyl::meta meta{vinyl::join_table("genres"_f, "legacy", "album")};
#endif
};

void use() {
    (void)vinyl::table_of<Album>();
}
