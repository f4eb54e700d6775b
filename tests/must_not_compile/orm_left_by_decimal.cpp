// expect: vinyl: this function takes a whole number here
// lines: g++ 25, clang++ 35
// The server would not find such a function.
#include "shop.hpp"

#include <vinyl/functions.hpp>

void use() {
#ifdef CONTROL
    (void)Album::vinyl().values_list(left("title"_f, cast<std::int32_t>("price"_f)));
#else
    (void)Album::vinyl().values_list(left("title"_f, "price"_f));
#endif
}
