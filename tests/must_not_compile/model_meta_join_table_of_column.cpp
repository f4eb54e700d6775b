// expect: vinyl: join_table and asymmetrical are for members of type many_to_many<...> only
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Genre : vinyl::model<Genre> {
    std::int64_t id{};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::many_to_many<Genre> genres;
#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::join_table("genres"_f, "legacy")};
#else
    static constexpr vinyl::meta meta{vinyl::join_table("title"_f, "legacy")};
#endif
};

void use() {
    (void)vinyl::table_of<Album>();
}
