// expect: vinyl: descendants() and ancestors() take the words vinyl::include_self, vinyl::depth_first, max_depth(3) and depth_as("level"_f)
#include "tree.hpp"

void use() {
#ifdef CONTROL
    (void)Person::vinyl().ancestors("boss"_f, vinyl::max_depth(3));
#else
    (void)Person::vinyl().ancestors("boss"_f, 3);
#endif
}
