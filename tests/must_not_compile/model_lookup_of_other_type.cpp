// expect: the field at the end of this path has no such lookup or transform
// lines: g++ 15, clang++ 25
// A text has no year.
#include "shop.hpp"

#ifdef CONTROL
using path = vinyl::resolve<Album, "released__year">;
#else
using path = vinyl::resolve<Album, "title__year">;
#endif

int main() { return path::nullable; }
