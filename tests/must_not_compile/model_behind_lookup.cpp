// expect: vinyl: nothing may follow the lookup in a path
// lines: g++ 15, clang++ 25
// A lookup stands at the end of a path.
#include "shop.hpp"

#ifdef CONTROL
using path = vinyl::resolve<Album, "title__lower__exact">;
#else
using path = vinyl::resolve<Album, "title__exact__lower">;
#endif

int main() { return path::nullable; }
