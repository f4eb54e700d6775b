// expect: no 
// lines: g++ 15, clang++ 25
// The member of the model behind a relation that may be NULL.
#include "shop.hpp"

void use(const Album& album) {
#ifdef CONTROL
    (void)album.producer->id();
#else
    (void)album.producer->name;
#endif
}
