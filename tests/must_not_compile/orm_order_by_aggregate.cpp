// expect: vinyl: an aggregate orders rows only by the name it was given
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Artist::vinyl().annotate("n"_f = count("albums"_f)).order_by("-n"_f).sql();
#else
    (void)Artist::vinyl().order_by(count("albums"_f).desc()).sql();
#endif
}
