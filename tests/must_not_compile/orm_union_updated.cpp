// expect: vinyl: what union_, intersection and difference give can be ordered, sliced, aggregated and read, not refined
#include "shop.hpp"

void use() {
    const auto dear = Album::vinyl().filter("price"_f > 20), rated = Album::vinyl().filter("rating"_f > 4);
#ifdef CONTROL
    (void)dear.union_(rated).aggregate(max("price"_f));
#else
    (void)dear.union_(rated).update("rating"_f = 1);
#endif
}
