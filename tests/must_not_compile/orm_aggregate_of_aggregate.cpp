// expect: vinyl: the database calculates no aggregate of an aggregate
// lines: g++ 15, clang++ 25
// Aggregates can not be nested.
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Artist::vinyl().annotate("n"_f = count("albums"_f)).aggregate(avg("n"_f));
#else
    (void)Artist::vinyl().aggregate(avg(count("albums"_f) + 1));
#endif
}
