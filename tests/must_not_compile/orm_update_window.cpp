// expect: vinyl: the database sets no column to what is calculated over a window
// lines: g++ 15, clang++ 25
// UPDATE knows no windows.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().update("stock"_f = "stock"_f + 1);
#else
    (void)Album::vinyl().update("stock"_f = row_number().over(order_by("id"_f)));
#endif
}
