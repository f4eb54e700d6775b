// expect: vinyl: an aggregate orders rows only by the name it was given
// lines: g++ 15, clang++ 25
// An aggregate within an expression.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Artist::vinyl().annotate("n"_f = count("albums"_f)).order_by(desc("n"_f + 0));
#else
    (void)Artist::vinyl().order_by(desc(count("albums"_f) + 0));
#endif
}
