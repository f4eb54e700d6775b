// expect: vinyl: descendants() and ancestors() go along a relation of the model to itself, from each row to the one above it, such as foreign_key<Person> in Person
#include "tree.hpp"

void use() {
#ifdef CONTROL
    (void)Person::vinyl().ancestors("boss"_f);
#else
    (void)Person::vinyl().ancestors("staff"_f);
#endif
}
