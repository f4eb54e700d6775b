// expect: vinyl: this frame ends before it begins
// lines: g++ 15, clang++ 25
// The first bound is where a frame begins.
#include "shop.hpp"

void use() {
    using vinyl::current_row;
#ifdef CONTROL
    (void)rows_between(vinyl::preceding(2), current_row);
#else
    (void)rows_between(current_row, vinyl::preceding(2));
#endif
}
