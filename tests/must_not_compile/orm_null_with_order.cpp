// expect: vinyl: only == and != compare with nullopt
// lines: g++ 15, clang++ 25
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Artist::vinyl().filter("name"_f != std::nullopt);
#else
    (void)Artist::vinyl().filter("name"_f < std::nullopt);
#endif
}
