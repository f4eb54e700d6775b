// expect: vinyl: the result of an .async() query is only awaitable
// lines: g++ 15, clang++ 25
#include "shop.hpp"

vinyl::dual<std::int64_t> use() {
#ifdef CONTROL
    co_return co_await Album::vinyl().async().count();
#else
    const std::int64_t n = Album::vinyl().async().count();
    co_return n;
#endif
}
