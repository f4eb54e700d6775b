// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// A name that stands deep in a condition is looked up before the rest is.
#include "shop.hpp"

#ifdef CONTROL
auto use() { return Album::vinyl().filter("price"_f < 10 || ("title"_f == "x" && !("stock"_f > 3 || "rating"_f > 1))); }
#else
auto use() { return Album::vinyl().filter("price"_f < 10 || ("title"_f == "x" && !("stok"_f > 3 || "rating"_f > 1))); }
#endif

int main() { static_cast<void>(use()); }
