// expect: gather() and later() take duals, querysets and values
#include "shop.hpp"

boost::asio::awaitable<std::int64_t> count_slowly();

vinyl::dual<std::int64_t> use() {
#ifdef CONTROL
    const auto [n, first, known] = co_await vinyl::gather(Album::vinyl().count(), Album::vinyl().first(), Album::vinyl().sync().count());
#else
    const auto [n, first, known] = co_await vinyl::gather(Album::vinyl().count(), Album::vinyl().first(), count_slowly());
#endif
    co_return n + known + (first ? 1 : 0);
}
