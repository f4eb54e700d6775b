// expect: A result of .sync() is a plain value already
// lines: g++ 15, clang++ 25
#include "shop.hpp"

vinyl::dual<std::size_t> use() {
#ifdef CONTROL
    co_return Album::vinyl().sync().list().size();
#else
    co_return (co_await Album::vinyl().sync()).size();
#endif
}
