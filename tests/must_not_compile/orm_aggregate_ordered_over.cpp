// expect: vinyl: over a window the server orders rows, not what an aggregate takes
// lines: g++ 20, clang++ 40
#include "shop.hpp"

#include <vinyl/functions.hpp>

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("x"_f = string_agg("title"_f, ",").over(order_by("id"_f)));
#else
    (void)Album::vinyl().annotate("x"_f = string_agg("title"_f, ",").order_by("id"_f).over());
#endif
}
