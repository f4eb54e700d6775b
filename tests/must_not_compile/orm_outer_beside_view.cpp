// expect: vinyl: what is said in one expression with _outer is kept until the query around is known
#include "shop.hpp"

#include <string>
#include <string_view>

bool use(const std::string& word) {
#ifdef CONTROL
    auto loud = Track::vinyl().filter("album"_f == "id"_outer && "title"_f.icontains(word),
                                      "title"_f.startswith(std::string_view(word)));
#else
    auto loud = Track::vinyl().filter("album"_f == "id"_outer && "title"_f.icontains(std::string_view(word)));
#endif
    return Album::vinyl().filter(exists(loud)).exists();
}
