// expect: vinyl: only window functions and aggregates are calculated over a window
// lines: g++ 15, clang++ 25
// lower() looks at one row.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().annotate("first"_f = min(lower("title"_f)).over());
#else
    (void)Album::vinyl().annotate("first"_f = lower("title"_f).over());
#endif
}
