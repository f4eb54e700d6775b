// expect: the_text_of_raw_sql_has_another_number_of_places_than_it_is_given_operands
// lines: g++ 24, clang++ 40
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(vinyl::raw_sql<int>("{} + {}", "stock"_f, 1));
#else
    (void)Album::vinyl().order_by(vinyl::raw_sql<int>("{} + {}", "stock"_f));
#endif
}
