// expect: vinyl: this function takes no argument of this type
// lines: g++ 20, clang++ 40
#include "shop.hpp"

#include <vinyl/date_functions.hpp>

void use() {
#ifdef CONTROL
    (void)Album::vinyl().values_list(extract_month("released"_f));
#else
    (void)Album::vinyl().values_list(extract_month("released"_f, "Europe/Berlin"));
#endif
}
