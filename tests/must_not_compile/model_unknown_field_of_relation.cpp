// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// A path whose second step is no field of the related model.
#include "shop.hpp"

#ifdef CONTROL
using path = vinyl::resolve<Album, "artist__name">;
#else
using path = vinyl::resolve<Album, "artist__nmae">;
#endif

int main() { return path::nullable; }
