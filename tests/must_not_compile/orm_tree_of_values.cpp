// expect: vinyl: descendants() and ancestors() begin with rows that are models; call them before values()
#include "tree.hpp"

void use() {
    const auto people = Person::vinyl();
#ifdef CONTROL
    (void)people.ancestors("boss"_f).values("id"_f);
#else
    (void)people.values("id"_f).ancestors("boss"_f);
#endif
}
