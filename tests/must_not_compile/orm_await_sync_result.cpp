// expect: A result of .sync() is a plain value already
// lines: g++ 15, clang++ 25
#include "shop.hpp"

vinyl::dual<std::int64_t> use() {
#ifdef CONTROL
    co_return Album::vinyl().sync().count();
#else
    co_return co_await Album::vinyl().sync().count();
#endif
}
