// expect: vinyl: descendants() and ancestors() do not begin with rows that speak of the query around them by _outer
#include "tree.hpp"

void use() {
#ifdef CONTROL
    (void)Person::vinyl().descendants("boss"_f).filter("id"_f = "boss"_outer);
#else
    (void)Person::vinyl().filter("id"_f = "boss"_outer).descendants("boss"_f);
#endif
}
