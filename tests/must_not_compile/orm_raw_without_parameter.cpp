// expect: the_sql_of_raw_has_other_parameters_than_it_is_given_values
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().raw("SELECT * FROM album WHERE price < $1 AND title <> '$2'", 10);
#else
    (void)Album::vinyl().raw("SELECT * FROM album WHERE price < $1 AND title <> '$2'", 10, "x");
#endif
}
