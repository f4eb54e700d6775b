// What is said when an awaitable waits in sync mode, which blocks its event loop.
#include "unit/dual_async.hpp"

#include <vinyl/dual/spawn.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <unistd.h>
#include <algorithm>
#include <cstdio>
#include <string>

using namespace async_duals;

namespace {
std::string blocked;
}

TEST_CASE("an awaitable that awaits in sync mode is reported") {
    const auto former = vinyl::set_blocking_await_handler([](const char* call) { blocked = call; });
    struct restore {
        decltype(former) handler;
        ~restore() { vinyl::set_blocking_await_handler(handler); }
    } const guard{former};
    const auto session = []() -> asio::awaitable<void> {
        CHECK(co_await slow(2).named("Album.count()") == 2);
        CHECK(blocked == "Album.count()");
        blocked.clear();
        CHECK(co_await slow(3).named("Album.first()")(asio::use_awaitable) == 3);  // a token is no better
        CHECK(blocked == "Album.first()");
        blocked.clear();
        const auto universal = []() -> dual<int> { co_return co_await slow(2); };  // a dual coroutine may
        const int value = universal();
        CHECK(value == 2);
        CHECK(blocked.empty());
    };
    run(session);
    const auto async = []() -> asio::awaitable<void> {
        CHECK(co_await slow(2) == 2);
        CHECK(co_await dual<int>::ready(3) == 3);
        CHECK(co_await slow(4)(asio::use_awaitable) == 4);
        CHECK(blocked.empty());
    };
    {
        const in_async_mode mode;
        run(async);
    }
    asio::io_context io(1);
    vinyl::spawn(io, async, asio::detached);
    io.run();
    CHECK(vinyl::set_blocking_await_handler(nullptr) != nullptr);  // the default one, which prints
}

TEST_CASE("the default handler says that an awaitable waits in sync mode, once") {
    // may have said it already: once for the process
    std::FILE* const file = std::tmpfile();
    REQUIRE(file != nullptr);
    const int saved = ::dup(2);
    std::fflush(stderr);
    ::dup2(::fileno(file), 2);
    for (int i = 0; i < 3; ++i) run([]() -> asio::awaitable<void> { CHECK(co_await slow(2).named("Album.count()") == 2); });
    std::fflush(stderr);
    ::dup2(saved, 2);
    ::close(saved);
    std::rewind(file);
    std::string said(2000, '\0');
    said.resize(std::fread(said.data(), 1, said.size(), file));
    std::fclose(file);
    CHECK(std::count(said.begin(), said.end(), '\n') <= 1);
    if (!said.empty()) CHECK_THAT(said, Catch::Matchers::Contains("Album.count() was awaited in sync mode"));
}
