// expect: vinyl: in() has no form behind a transform that is taken of both sides; compare with each value
// lines: g++ 20, clang++ 30
#include "shop.hpp"

#include <vinyl/unaccent.hpp>

void use() {
#ifdef CONTROL
    (void)Album::vinyl().filter("title__unaccent"_f = "a").count();
#else
    (void)Album::vinyl().filter("title__unaccent"_f.in("a", "b")).count();
#endif
}
