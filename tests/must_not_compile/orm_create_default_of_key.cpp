// expect: vinyl: default_value() in meta names a field that the database numbers or generates
// lines: g++ 15, clang++ 25
#include "shop.hpp"

struct Single : vinyl::model<Single> {
    std::int64_t id{};
    std::string title;
#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::default_value("title"_f)};
#else
    static constexpr vinyl::meta meta{vinyl::default_value("id"_f, "title"_f)};
#endif
};

void use() { (void)Single::vinyl().create(); }
