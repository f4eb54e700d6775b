// expect: vinyl: the rows of these querysets are of different types
// The first has the types: its column could not hold the NULL of the second.
#include "shop.hpp"

void use() {
    const auto ids = Album::vinyl().values_list("artist"_f);
    const auto producers = Album::vinyl().values_list("producer"_f);
#ifdef CONTROL
    (void)producers.difference(ids);
#else
    (void)ids.difference(producers);
#endif
}
