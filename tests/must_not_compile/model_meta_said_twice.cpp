// expect: vinyl: meta says this twice
// lines: g++ 15, clang++ 25
// Which of the two would count?
#include "shop.hpp"

struct Single : vinyl::model<Single> {
    std::int64_t id{};
    std::string title;
#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::max_length("title"_f, 100), vinyl::unique("title"_f), vinyl::unique("id"_f, "title"_f)};
#else
    static constexpr vinyl::meta meta{vinyl::max_length("title"_f, 100), vinyl::max_length("title"_f, 200)};
#endif
};

void use() { (void)Single::vinyl().count(); }
