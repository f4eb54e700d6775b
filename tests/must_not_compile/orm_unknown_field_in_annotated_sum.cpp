// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// An annotation that can not be calculated has one message, not another for its type.
#include "shop.hpp"

#ifdef CONTROL
auto use() { return Album::vinyl().annotate("twice"_f = "stock"_f * 2); }
#else
auto use() { return Album::vinyl().annotate("twice"_f = "stok"_f * 2); }
#endif

int main() { static_cast<void>(use()); }
