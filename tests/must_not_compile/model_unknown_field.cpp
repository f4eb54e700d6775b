// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// A path that begins with a name the model does not have.
#include "shop.hpp"

#ifdef CONTROL
using path = vinyl::resolve<Album, "title">;
#else
using path = vinyl::resolve<Album, "titel">;
#endif

int main() { return path::nullable; }
