// dual coroutines and operations that complete inside the call that starts them.
#include "support/check_await.hpp"

#include <vinyl/dual/dual.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/dual/spawn.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <exception>
#include <future>
#include <new>
#include <tuple>
#include <utility>

namespace {

namespace asio = boost::asio;
using vinyl::dual;

/// Goes on where it is, if that is on its executor.
dual<int> dispatches(int times) {
    int done = 0;
    for (; done < times; ++done) co_await asio::dispatch(asio::deferred);
    co_return done;
}

dual<int> sum_of(int left, int right) {
    auto a = dispatches(left), b = dispatches(right);
    auto [x, y] = co_await vinyl::gather(a, b);
    co_return x + y;
}

dual<int> one_after_the_other(int times) {
    int done = 0;
    for (int i = 0; i < times; ++i) done += co_await dispatches(2);
    co_return done;
}

/// Refuses the first function that it is given, as if memory ran out.
struct refusing_executor {
    asio::io_context::executor_type in;
    bool* refused;

    asio::execution_context& query(asio::execution::context_t) const noexcept { return in.context(); }
    static constexpr asio::execution::blocking_t query(asio::execution::blocking_t) noexcept {
        return asio::execution::blocking.never;
    }
    template <class Function>
    void execute(Function&& function) const {
        if (!std::exchange(*refused, true)) throw std::bad_alloc();
        asio::require(in, asio::execution::blocking.never).execute(std::forward<Function>(function));
    }
    friend bool operator==(const refusing_executor&, const refusing_executor&) noexcept = default;
};

}  // namespace

TEST_CASE("no handler is called inside the function that starts an operation, whatever that awaits") {
    asio::io_context io(1);
    bool inside = false;
    int called = 0;
    const auto start = [&](dual<int> operation) {
        inside = true;
        std::move(operation)(asio::bind_executor(io, [&](std::exception_ptr, int value) {
            CHECK_FALSE(inside);
            CHECK(value == 4);
            ++called;
        }));
        inside = false;
    };
    asio::post(io, [&] {
        const vinyl::async_scope mode(true);
        start(dispatches(4));
        start(sum_of(1, 3));
        start(one_after_the_other(2));
    });
    io.run();
    CHECK(called == 3);
}

TEST_CASE("long loops of operations that complete at once cost no stack") {
    constexpr int often = 100'000;
    asio::io_context io(1);
    int called = 0;
    const auto start = [&](dual<int> operation) {
        std::move(operation)(asio::bind_executor(io, [&](std::exception_ptr, int value) {
            CHECK(value == 2 * often);
            ++called;
        }));
    };
    asio::post(io, [&] {
        const vinyl::async_scope mode(true);
        start(dispatches(2 * often));
        start(sum_of(often, often));
        start(one_after_the_other(often));
    });
    auto spawned = vinyl::spawn(
        io,
        []() -> asio::awaitable<int> {
            const int done = co_await dispatches(often);
            co_return done + co_await one_after_the_other(often / 2);
        },
        asio::use_future);
    io.run();
    CHECK(called == 3);
    CHECK(spawned.get() == 2 * often);
}

TEST_CASE("a coroutine that is started elsewhere is on its executor after the first operation") {
    asio::thread_pool threads(2);
    const auto hop = [](auto strand, bool posts) -> dual<bool> {
        if (posts) co_await asio::post(asio::deferred);
        else co_await asio::dispatch(asio::deferred);
        const bool at_once = strand.running_in_this_thread();
        co_await asio::dispatch(asio::deferred);
        co_return at_once&& strand.running_in_this_thread();
    };
    const auto hop_in_branches = [&hop](auto strand, bool posts) -> dual<bool> {
        co_await asio::post(asio::deferred);
        auto a = hop(strand, posts), b = hop(strand, posts);
        auto [x, y] = co_await vinyl::gather(a, b);
        co_return x&& y&& strand.running_in_this_thread();
    };
    std::atomic<int> there = 0;
    const auto start = [&](bool posts) {
        const vinyl::async_scope mode(true);
        const auto note = [&there](std::exception_ptr error, bool yes) { there += !error && yes ? 1 : 0; };
        auto strand = asio::make_strand(threads);
        hop(strand, posts)(asio::bind_executor(strand, note));
        hop_in_branches(strand, posts)(asio::bind_executor(strand, note));
    };
    for (int i = 0; i < 200; ++i) {
        start(i % 2 == 0);                                        // no thread of the pool
        asio::post(threads, [&start, i] { start(i % 2 == 0); });  // one of the pool, but not in the strand
    }
    threads.join();
    CHECK(there == 800);
}

TEST_CASE("a coroutine lives on when an operation that has begun another one fails to start") {
    struct local {
        int* destroyed;
        ~local() { ++*destroyed; }
    };
    asio::io_context io;
    bool refused = false;
    int destroyed = 0, destroyed_too_early = -1, result = 0;
    const auto seven = []() -> dual<int> { co_return 7; };
    const auto body = [&]() -> dual<int> {
        const local here{&destroyed};
        int got = 0;
        try {
            got = co_await seven()(asio::deferred);  // it ends while it is started, so its handler is posted
        } catch (const std::bad_alloc&) {
            destroyed_too_early = destroyed;
            got = -1;
        }
        co_return got;
    };
    const vinyl::async_scope mode(true);
    const asio::any_io_executor executor = refusing_executor{io.get_executor(), &refused};
    body()(
        asio::bind_executor(executor, [&](const std::exception_ptr& error, int value) { result = error ? 0 : value; }));
    io.run();
    CHECK(refused);
    CHECK(destroyed_too_early == 0);
    CHECK(destroyed == 1);
    CHECK(result == -1);
}
