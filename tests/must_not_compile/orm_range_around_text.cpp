// expect: vinyl: the field or expression on the left has no such lookup; values of its type do not know it
// lines: g++ 20, clang++ 30
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("id"_f.contained_by(vinyl::range<std::int64_t>(1, 5))).count();
#else
    (void)Album::vinyl().filter("title"_f.contained_by(vinyl::range<std::int64_t>(1, 5))).count();
#endif
}
