// Mode and context follow the logical task: through suspensions, threads, gather, later and spawn.
#include "support/check_await.hpp"

#include <vinyl/dual/dual.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/dual/spawn.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <chrono>
#include <coroutine>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using vinyl::dual;
using vinyl::detail::context_scope;

struct oops : std::runtime_error {
    explicit oops(int which) : std::runtime_error("oops " + std::to_string(which)) {}
};

const int key = 0;

int bound() {
    const auto value = std::static_pointer_cast<int>(vinyl::detail::find_in_context(&key));
    return value ? *value : 0;
}
vinyl::detail::context_ptr with(int value) { return vinyl::detail::with_value(&key, std::make_shared<int>(value)); }

dual<void> rest(std::chrono::milliseconds time = 1ms) {
    if (!vinyl::is_async()) co_return;
    auto executor = co_await vinyl::detail::this_executor{};
    asio::steady_timer timer(executor, time);
    co_await timer.async_wait(asio::deferred);
}
dual<int> slow(int value, std::chrono::milliseconds time = 1ms) {
    co_await rest(time);
    if (value < 0) throw oops(value);
    co_return value;
}
dual<int> what_is_bound() {
    const int before = bound();
    co_await rest();
    co_return before == bound() ? before : -1;
}

bool was_cancelled(const std::exception_ptr& error) {
    if (!error) return false;
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& e) {
        return e.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

}  // namespace

TEST_CASE("spawn runs a coroutine in async mode in every thread that runs it") {
    asio::thread_pool pool(4);
    std::atomic<int> wrong{0}, done{0};
    const context_scope scope(with(42));
    for (int i = 0; i < 100; ++i)
        vinyl::spawn(
            pool,
            [&]() -> asio::awaitable<void> {
                const auto look = [&] {
                    if (!vinyl::is_async() || bound() != 42) ++wrong;
                };
                look();
                for (int j = 0; j < 5; ++j) {
                    if (co_await slow(j) != j) ++wrong;
                    look();
                    asio::steady_timer timer(co_await asio::this_coro::executor, 0ms);
                    co_await timer.async_wait(asio::use_awaitable);
                    look();
                    auto [a, b] = co_await vinyl::gather(slow(1), what_is_bound());
                    if (a != 1 || b != 42) ++wrong;
                    look();
                    if (co_await vinyl::later([](int x, int y) { return x + y; }, slow(1), slow(2)) != 3) ++wrong;
                    look();
                    if (co_await what_is_bound()(asio::use_awaitable) != 42) ++wrong;
                }
                ++done;
            },
            [&](std::exception_ptr error) {
                // runs outside: in the caller's mode
                if (error || vinyl::is_async()) ++wrong;
            });
    pool.join();
    CHECK(wrong == 0);
    CHECK(done == 100);
    CHECK_FALSE(vinyl::is_async());
}

namespace {

/// Looks around before, between and after suspensions of both kinds.
asio::awaitable<void> look_around(std::string& seen) {
    const auto look = [&] { seen += (vinyl::is_async() ? "async " : "sync ") + std::to_string(bound()) + ", "; };
    look();
    if (vinyl::is_async()) co_await slow(1);
    look();
    asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
    co_await timer.async_wait(asio::use_awaitable);
    look();
}

}  // namespace

TEST_CASE("what asio::co_spawn starts inside a task has nothing of it, and what runs on its executor all of it") {
    for (const bool async : {false, true}) {
        vinyl::set_async(async);
        const std::string outside = async ? "async 0, async 0, async 0, " : "sync 0, sync 0, sync 0, ";
        asio::io_context io(1);
        std::string by_context, by_executor, by_awaitable, awaited, inside;
        int state_after = 0;
        std::optional<context_scope> scope(std::in_place, with(42));
        vinyl::spawn(
            io,
            [&]() -> asio::awaitable<void> {
                asio::co_spawn(io, [&] { return look_around(by_context); }, asio::detached);
                if (vinyl::is_async()) state_after = bound();
                asio::co_spawn(io.get_executor(), [&] { return look_around(by_executor); }, [](std::exception_ptr) {});
                asio::co_spawn(io, look_around(by_awaitable), asio::detached);
                CHECK(bound() == 42);
                co_await slow(1);
                co_await asio::co_spawn(io, look_around(awaited), asio::use_awaitable);
                CHECK((vinyl::is_async() && bound() == 42));
                const auto here = co_await asio::this_coro::executor;
                co_await asio::co_spawn(here, look_around(inside), asio::use_awaitable);
                CHECK((vinyl::is_async() && bound() == 42));
            },
            [](std::exception_ptr error) { CHECK_FALSE(error); });
        scope.reset();
        io.run();
        CHECK(state_after == 42);
        CHECK(by_context == outside);
        CHECK(by_executor == outside);
        CHECK(by_awaitable == outside);
        CHECK(awaited == outside);
        CHECK(inside == "async 42, async 42, async 42, ");
        vinyl::set_async(false);
    }
}

namespace {

/// A coroutine type that knows neither vinyl nor Asio.
struct foreign_task {
    struct promise_type {
        foreign_task get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

foreign_task look_twice(std::promise<std::string>& result) {
    std::string seen;
    for (int i = 0; i < 3; ++i) {
        seen += (vinyl::is_async() ? "async " : "sync ") + std::to_string(bound()) + ", ";
        if (i < 2) co_await slow(1);
    }
    result.set_value(seen);
}

}  // namespace

TEST_CASE("a coroutine type that knows nothing of vinyl keeps the mode and context it began in") {
    std::promise<std::string> result;
    {
        const context_scope scope(with(42));
        const vinyl::async_scope async(true);
        look_twice(result);
    }
    CHECK(result.get_future().get() == "async 42, async 42, async 42, ");
    CHECK_FALSE(vinyl::is_async());
}

TEST_CASE("spawn takes functions that return duals, executors, and every completion token") {
    asio::io_context io(1);
    int seen = 0;
    vinyl::spawn(io.get_executor(), []() -> dual<int> { co_return co_await slow(4); },
                 [&](std::exception_ptr error, int value) {
                     CHECK_FALSE(error);
                     seen = value;
                 });
    auto future = vinyl::spawn(io, []() -> asio::awaitable<std::string> { co_return "text"; }, asio::use_future);
    auto failing = vinyl::spawn(
        io, []() -> dual<void> { co_await slow(-1); }, asio::use_future);
    int nested = 0;
    vinyl::spawn(
        io,
        [&]() -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            nested = co_await vinyl::spawn(executor, []() -> dual<int> { co_return co_await slow(5); }, asio::use_awaitable);
            CHECK(vinyl::is_async());
        },
        asio::detached);
    auto owned = std::make_unique<int>(6);
    vinyl::spawn(io, [owned = std::move(owned)]() -> dual<void> { CHECK(*owned == 6); co_return; }, asio::detached);
    io.run();
    CHECK(seen == 4);
    CHECK(nested == 5);
    CHECK(future.get() == "text");
    CHECK_THROWS_AS(failing.get(), oops);
}

TEST_CASE("the handler of spawn runs in the context in which spawn was called") {
    asio::io_context io(1);
    int inside = 0, outside = 0;
    bool async_outside = true;
    {
        const context_scope scope(with(1));
        vinyl::spawn(
            io,
            [&]() -> asio::awaitable<void> {
                const context_scope inner(with(2));
                inside = bound();
                co_return;
            },
            [&](std::exception_ptr) {
                outside = bound();
                async_outside = vinyl::is_async();
            });
    }
    CHECK(bound() == 0);
    io.run();
    CHECK(inside == 2);
    CHECK(outside == 1);
    CHECK_FALSE(async_outside);
    CHECK(bound() == 0);
}

TEST_CASE("sync threads and spawned coroutines work side by side") {
    asio::thread_pool pool(2);
    std::atomic<int> wrong{0};
    for (int i = 0; i < 50; ++i) {
        vinyl::spawn(
            pool,
            [&]() -> asio::awaitable<void> {
                for (int j = 0; j < 20; ++j)
                    if (co_await slow(j, 0ms) != j) ++wrong;
            },
            asio::detached);
        asio::post(pool, [&] {  // a plain function on the same threads
            const int value = slow(3);
            if (value != 3 || vinyl::is_async()) ++wrong;
        });
    }
    for (int i = 0; i < 1000; ++i) {
        const int value = slow(i);
        if (value != i) ++wrong;
    }
    pool.join();
    CHECK(wrong == 0);
}

TEST_CASE("what a dual coroutine binds stays its own") {
    const auto binds = []() -> dual<int> {
        const context_scope scope(with(7));
        co_await rest();
        co_return co_await what_is_bound();
    };
    CHECK(binds() == 7);
    CHECK(bound() == 0);
    asio::io_context io(1);
    int first = 0, between = -1, second = 0, last = -1;
    vinyl::spawn(
        io,
        [&]() -> dual<void> {
            first = co_await binds();
            between = bound();
            auto [a, b] = co_await vinyl::gather(binds(), what_is_bound());
            second = a;
            last = b;
        },
        asio::detached);
    int other = -1;
    vinyl::spawn(io, [&]() -> dual<void> { co_await rest(0ms); other = co_await what_is_bound(); }, asio::detached);
    io.run();
    CHECK(first == 7);
    CHECK(between == 0);
    CHECK(second == 7);
    CHECK(last == 0);
    CHECK(other == 0);
}

TEST_CASE("the context of a dual is that of its making") {
    std::optional<dual<int>> pending;
    {
        const vinyl::async_scope async(true);
        const context_scope scope(with(9));
        pending.emplace(what_is_bound());
    }
    asio::io_context io(1);
    int seen = 0;
    vinyl::spawn(io, [&]() -> asio::awaitable<void> { seen = co_await std::move(*pending); }, asio::detached);
    io.run();
    CHECK(seen == 9);
}

TEST_CASE("an async_scope in a dual coroutine follows it, and ends with it") {
    asio::io_context io(1);
    vinyl::spawn(
        io,
        [&]() -> dual<void> {
            co_await rest();
            {
                const vinyl::async_scope scope(false);
                const int value = slow(3);  // sync in here
                CHECK(value == 3);
            }
            CHECK(vinyl::is_async());
            co_await rest();
            CHECK(vinyl::is_async());
        },
        [](std::exception_ptr error) { CHECK_FALSE(error); });
    io.run();
    CHECK_FALSE(vinyl::is_async());
}

TEST_CASE("gather awaits all at the same time and gives the first error in the order written") {
    asio::io_context io(1);
    const auto begin = std::chrono::steady_clock::now();
    vinyl::spawn(
        io,
        [&]() -> asio::awaitable<void> {
            auto [a, b, c] = co_await vinyl::gather(slow(1, 50ms), slow(2, 50ms), rest(50ms));
            CHECK(a == 1);
            CHECK(b == 2);
            CHECK(c == std::monostate());
            // waits for the slow one, though another failed first
            bool ended = false;
            const auto marks = [&]() -> dual<int> {
                co_await rest(20ms);
                ended = true;
                co_return 1;
            };
            std::string message;
            try {
                co_await vinyl::gather(marks(), slow(-2, 10ms), slow(-3, 1ms));
            } catch (const oops& e) {
                message = e.what();
            }
            CHECK(ended);
            CHECK(message == "oops -2");
            auto [x, y] = co_await vinyl::gather(dual<int>::ready(1), slow(2));
            CHECK(x + y == 3);
        },
        [](std::exception_ptr error) { CHECK_FALSE(error); });
    io.run();
    CHECK(std::chrono::steady_clock::now() - begin < 10s);
}

TEST_CASE("gather and later name nothing and call nothing before they are awaited") {
    int called = 0;
    {
        const vinyl::async_scope scope(true);
        const auto counts = [&]() -> dual<int> {
            ++called;
            co_return 1;
        };
        (void)vinyl::gather(counts(), counts());
        (void)vinyl::later([&](int) { ++called; }, counts());
    }
    CHECK(called == 0);
}

TEST_CASE("later passes on results and errors in async mode") {
    asio::io_context io(1);
    vinyl::spawn(
        io,
        [&]() -> asio::awaitable<void> {
            const double share = co_await vinyl::later([](int a, int b) { return 100.0 * a / b; }, slow(1), slow(4));
            CHECK(share == 25.0);
            std::string message;
            try {
                co_await vinyl::later([](int) {}, slow(-1));
            } catch (const oops& e) {
                message = e.what();
            }
            CHECK(message == "oops -1");
            message.clear();
            try {
                co_await vinyl::later([](int value) -> int { throw oops(value); }, slow(8));
            } catch (const oops& e) {
                message = e.what();
            }
            CHECK(message == "oops 8");
        },
        [](std::exception_ptr error) { CHECK_FALSE(error); });
    io.run();
}

TEST_CASE("cancelling a gather cancels all its branches") {
    asio::io_context io(1);
    asio::cancellation_signal signal;
    std::exception_ptr result;
    int ended = 0;
    const auto branch = [&]() -> dual<int> {
        try {
            co_await rest(1h);
        } catch (const boost::system::system_error&) {
            ++ended;
            throw;
        }
        co_return 1;
    };
    vinyl::spawn(
        io, [&]() -> asio::awaitable<void> { co_await vinyl::gather(branch(), branch(), vinyl::gather(branch(), branch())); },
        asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr error) { result = error; }));
    io.poll();
    asio::post(io, [&] { signal.emit(asio::cancellation_type::terminal); });
    io.run();
    CHECK(ended == 4);
    CHECK(was_cancelled(result));
}

TEST_CASE("a user's awaitable runs inside a dual coroutine with its mode and context") {
    asio::io_context io(1);
    vinyl::spawn(
        io,
        [&]() -> dual<void> {
            auto bindings = with(11);
            auto body = []() -> asio::awaitable<int> {
                CHECK(vinyl::is_async());
                CHECK(bound() == 11);
                const int value = co_await slow(3);
                CHECK(bound() == 11);
                co_return value;
            };
            const int value = co_await vinyl::detail::run_awaitable(bindings, body());
            CHECK(value == 3);
            CHECK(bound() == 0);
        },
        [](std::exception_ptr error) { CHECK_FALSE(error); });
    io.run();
}
