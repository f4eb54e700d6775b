// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// Names in calculations are looked up first, too.
#include "shop.hpp"

#ifdef CONTROL
auto use() { return Album::vinyl().filter("price"_f * 2 < 10); }
#else
auto use() { return Album::vinyl().filter("prce"_f * 2 < 10); }
#endif

int main() { static_cast<void>(use()); }
