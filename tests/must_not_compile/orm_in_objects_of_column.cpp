// expect: vinyl: objects are given to in() of a field that is no relation
// lines: g++ 15, clang++ 25
// Objects have no place in a column of numbers.
#include "shop.hpp"

void use(const std::vector<Artist>& artists) {
#ifdef CONTROL
    (void)Album::vinyl().filter("artist"_f.in(artists));
#else
    (void)Album::vinyl().filter("stock"_f.in(artists));
#endif
}
