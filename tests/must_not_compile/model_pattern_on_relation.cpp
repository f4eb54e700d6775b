// expect: the field at the end of this path has no such lookup or transform
// lines: g++ 15, clang++ 25
// A row has no text; its columns have.
#include "shop.hpp"

#ifdef CONTROL
using path = vinyl::resolve<Album, "artist__name__icontains">;
#else
using path = vinyl::resolve<Album, "artist__icontains">;
#endif

int main() { return path::nullable; }
