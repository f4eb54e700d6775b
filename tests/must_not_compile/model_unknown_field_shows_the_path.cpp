// expect: Album, vinyl::fixed_string<6>{"titel"}
// lines: g++ 15, clang++ 25
// The message shows the model and the path.
#include "shop.hpp"

#ifdef CONTROL
using path = vinyl::resolve<Album, "title">;
#else
using path = vinyl::resolve<Album, "titel">;
#endif

int main() { return path::nullable; }
