// expect: gather() and later() take duals, querysets and values
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Album;
struct Biography;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Album, "artist"> albums;
    vinyl::related_one<Biography, "artist"> biography;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
};

struct Biography : vinyl::model<Biography> {
    std::int64_t id{};
    vinyl::one_to_one<Artist> artist;
};

boost::asio::awaitable<std::int64_t> count_slowly();

vinyl::dual<std::int64_t> use() {
#ifdef CONTROL
    const auto [n, first, known] = co_await vinyl::gather(Album::vinyl().count(), Album::vinyl().first(), Album::vinyl().sync().count());
#else
    const auto [n, first, known] = co_await vinyl::gather(Album::vinyl().count(), Album::vinyl().first(), count_slowly());
#endif
    co_return n + known + (first ? 1 : 0);
}
