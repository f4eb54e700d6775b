// expect: vinyl: a field of the model has the name of the depth; give it another one: depth_as("level"_f)
#include "tree.hpp"

void use() {
#ifdef CONTROL
    (void)Person::vinyl().ancestors("boss"_f, depth_as("level"_f));
#else
    (void)Person::vinyl().ancestors("boss"_f, depth_as("name"_f));
#endif
}
