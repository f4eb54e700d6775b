// expect: vinyl: only the database knows the type of this expression
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Album;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Album, "artist"> albums;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    vinyl::decimal price;
    double rating{};
    bool active = true;
};

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("next"_f = Album::vinyl().values_list("price"_f).limit(1)).list();
#else
    (void)Album::vinyl().annotate("next"_f = std::nullopt).list();
#endif
}
