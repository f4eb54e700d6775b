// expect: is no lookup or transform
// lines: g++ 15, clang++ 25
// L15: names that are no lookup, transform or key.
// A column with something behind it that is no lookup.
#include "shop.hpp"

#ifdef CONTROL
using path = vinyl::resolve<Album, "title__icontains">;
#else
using path = vinyl::resolve<Album, "title__icontain">;
#endif

int main() { return path::nullable; }
