// expect: vinyl: this row has no value with this name
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    const auto row = *Artist::vinyl().annotate("n"_f = count("albums"_f)).first();
    (void)row["n"_f];
#else
    const auto row = *Artist::vinyl().annotate("n"_f = count("albums"_f)).first();
    (void)row["m"_f];
#endif
}
