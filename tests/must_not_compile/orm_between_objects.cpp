// expect: vinyl: a value of this type can not be compared with this field
// lines: g++ 15, clang++ 25
// Objects have no order.
#include "shop.hpp"

void use([[maybe_unused]] const Artist& artist) {
#ifdef CONTROL
    (void)Album::vinyl().filter("artist"_f.between(1, 2));
#else
    (void)Album::vinyl().filter("artist"_f.between(artist, artist));
#endif
}
