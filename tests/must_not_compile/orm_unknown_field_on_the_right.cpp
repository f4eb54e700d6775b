// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// And those that a field is compared with.
#include "shop.hpp"

#ifdef CONTROL
auto use() { return Album::vinyl().filter("title"_f == "artist__name"_f); }
#else
auto use() { return Album::vinyl().filter("title"_f == "artist__nmae"_f); }
#endif

int main() { static_cast<void>(use()); }
