// expect: vinyl: an annotation or alias of this name is there already
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Artist::vinyl().annotate("n"_f = count("albums"_f)).annotate("m"_f = count("albums"_f)).sql();
#else
    (void)Artist::vinyl().annotate("n"_f = count("albums"_f)).annotate("n"_f = count("albums"_f)).sql();
#endif
}
