// dual<T> in async mode: every way to await it, and what it resumes on.
#include "unit/dual_async.hpp"

#include <vinyl/dual/async_only.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/dual/spawn.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <coroutine>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>

using namespace async_duals;

namespace {

struct handle {
    explicit handle(int value) : number(std::make_unique<int>(value)) {}
    std::unique_ptr<int> number;
};

dual<std::string> slow_text(std::string value) {
    co_await rest();
    co_return value;
}
dual<handle> slow_handle(int value) {
    co_await rest();
    if (value < 0) throw oops();
    co_return handle(value);
}
const std::string kept = "kept";
dual<const std::string&> slow_reference() {
    co_await rest();
    co_return kept;
}

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

/// One that says which executor it runs on.
struct executor_task {
    struct promise_type {
        template <class... Rest>
        explicit promise_type(asio::io_context& io, Rest&&...) : executor(io.get_executor()) {}
        asio::any_io_executor executor;
        asio::any_io_executor get_executor() const { return executor; }
        executor_task get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

executor_task resumes_on(asio::io_context&, std::thread::id& to) {
    co_await slow(1);
    to = std::this_thread::get_id();
}

struct bad_initiation {
    template <class Handler>
    void operator()(Handler&& handler) const {
        const auto taken = std::forward<Handler>(handler);
        throw oops();
    }
};

}  // namespace

TEST_CASE("a dual is awaited in asio::awaitable") {
    const in_async_mode mode;
    run([]() -> asio::awaitable<void> {
        CHECK(co_await at_once(1) == 1);
        CHECK(co_await slow(2) == 2);
        CHECK(co_await slow_text("x") == "x");
        const handle moved = co_await slow_handle(3);
        CHECK(*moved.number == 3);
        const std::string& same = co_await slow_reference();
        CHECK(&same == &kept);
        co_await rest();
        auto named = slow(4);
        CHECK(co_await named == 4);
        auto moved_named = slow(5);
        CHECK(co_await std::move(moved_named) == 5);
        CHECK(co_await dual<int>::ready(6) == 6);
        bool threw = false;
        try {
            co_await at_once(-1);
        } catch (const oops&) {
            threw = true;
        }
        CHECK(threw);
        threw = false;
        try {
            co_await slow_handle(-1);
        } catch (const oops&) {
            threw = true;
        }
        CHECK(threw);
    });
}

TEST_CASE("one expression may hold several co_awaits") {
    const in_async_mode mode;
    run([]() -> asio::awaitable<void> {
        const int sum = co_await slow(1) + co_await slow(2) * co_await at_once(3);
        CHECK(sum == 7);
        const std::string text = co_await slow_text("a text that is too long for the small string optimisation, ") + co_await slow_text("b");
        CHECK(text.back() == 'b');
        const auto in_dual = []() -> dual<std::string> {
            co_return co_await slow_text("a text that is too long for the small string optimisation, ") + co_await slow_text("c");
        };
        const std::string other = co_await in_dual();
        CHECK(other.back() == 'c');
    });
}

TEST_CASE("a dual is awaited in asio::awaitable with a concrete executor") {
    const in_async_mode mode;
    using executor = asio::io_context::executor_type;
    asio::io_context io(1);
    int done = 0;
    asio::co_spawn(
        io.get_executor(),
        [&]() -> asio::awaitable<void, executor> {
            CHECK(co_await at_once(1) == 1);
            CHECK(co_await slow(2) == 2);
            CHECK(*(co_await slow_handle(3)).number == 3);
            CHECK(co_await slow(7)(asio::deferred) == 7);
            co_await rest();
            ++done;
        },
        asio::detached);
    io.run();
    CHECK(done == 1);
}

TEST_CASE("co_await in sync mode completes without suspending") {
    asio::io_context io(1);
    bool done = false;
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            CHECK(co_await slow(2) == 2);
            CHECK(*(co_await slow_handle(3)).number == 3);
            const std::string& same = co_await slow_reference();
            CHECK(&same == &kept);
            co_await rest();
            done = true;
        },
        asio::detached);
    io.poll_one();  // a single handler: nothing was posted in between
    CHECK(done);
    bool foreign_done = false;
    [](bool& ended) -> foreign_task {
        CHECK(co_await slow(2) == 2);
        ended = true;
    }(foreign_done);
    CHECK(foreign_done);
}

TEST_CASE("a dual takes every completion token") {
    const in_async_mode mode;
    run([]() -> asio::awaitable<void> {
        CHECK(co_await slow(1)(asio::use_awaitable) == 1);
        CHECK(co_await slow(2)(asio::deferred) == 2);
        co_await rest()(asio::use_awaitable);
        co_await rest()(asio::deferred);
        {
            auto [error, value] = co_await slow(3)(asio::as_tuple(asio::use_awaitable));
            CHECK_FALSE(error);
            CHECK(value == 3);
        }
        {
            auto [error, value] = co_await slow(-3)(asio::as_tuple(asio::deferred));
            CHECK(error);
            CHECK(value == 0);
        }
        {
            auto [error] = co_await rest()(asio::as_tuple(asio::use_awaitable));
            CHECK_FALSE(error);
        }
        {
            // not default constructible: as an optional
            auto [error, value] = co_await slow_handle(4)(asio::as_tuple(asio::use_awaitable));
            CHECK_FALSE(error);
            CHECK(*value->number == 4);
        }
        {
            auto [error, value] = co_await slow_handle(-4)(asio::as_tuple(asio::deferred));
            CHECK(error);
            CHECK_FALSE(value);
        }
        {
            const std::string* pointer = co_await slow_reference()(asio::use_awaitable);
            CHECK(pointer == &kept);
        }
        auto later = slow(5)(asio::deferred);  // a named deferred operation
        CHECK(co_await std::move(later)(asio::use_awaitable) == 5);
    });
    CHECK(slow(6)(asio::use_future).get() == 6);
    CHECK(at_once(6)(asio::use_future).get() == 6);
    CHECK_THROWS_AS(slow(-6)(asio::use_future).get(), oops);
    CHECK_NOTHROW(rest()(asio::use_future).get());
    CHECK(*slow_handle(7)(asio::use_future).get()->number == 7);

    asio::io_context io(1);
    int called = 0;
    slow(8)(asio::bind_executor(io, [&](std::exception_ptr error, int value) {
        CHECK_FALSE(error);
        CHECK(value == 8);
        ++called;
    }));
    rest()(asio::bind_executor(io, [&](std::exception_ptr error) {
        CHECK_FALSE(error);
        ++called;
    }));
    slow_handle(9)(asio::bind_executor(io, [&, owned = std::make_unique<int>(1)](std::exception_ptr, std::optional<handle> h) {
        CHECK(*h->number == 9);  // the handler is move-only
        called += *owned;
    }));
    slow(-9)(asio::bind_executor(io, [&](std::exception_ptr error, int) {
        CHECK(error);
        ++called;
    }));
    io.run();
    CHECK(called == 4);
}

TEST_CASE("no handler is called inside the function that starts the operation") {
    const in_async_mode mode;
    asio::io_context io(1);
    const auto executor = io.get_executor();
    bool inside = true;
    int called = 0;
    asio::post(io, [&] {  // running inside the executor, dispatch() would call at once
        inside = true;
        at_once(1)(asio::bind_executor(executor, [&](std::exception_ptr, int) {
            CHECK_FALSE(inside);
            ++called;
        }));
        at_once(-1)(asio::bind_executor(executor, [&](std::exception_ptr, int) {
            CHECK_FALSE(inside);
            ++called;
        }));
        dual<int>::ready(1)(asio::bind_executor(executor, [&](std::exception_ptr, int) {
            CHECK_FALSE(inside);
            ++called;
        }));
        inside = false;
    });
    io.run();
    CHECK(called == 3);
    vinyl::set_async(false);
    inside = true;
    auto ready = at_once(2);  // sync: there already
    std::move(ready)(asio::bind_executor(executor, [&](std::exception_ptr, int value) {
        CHECK_FALSE(inside);
        CHECK(value == 2);
        ++called;
    }));
    inside = false;
    io.restart();
    io.run();
    CHECK(called == 4);
}

TEST_CASE("handlers are called on their associated executor") {
    const in_async_mode mode;
    asio::io_context io(1);
    asio::io_context other(1);
    std::optional<std::thread::id> where;
    slow(1)(asio::bind_executor(io, [&](std::exception_ptr, int) { where = std::this_thread::get_id(); }));
    std::thread runner([&] { io.run(); });
    const auto expected = runner.get_id();
    runner.join();
    CHECK(where == expected);

    // inside an awaitable: that of the coroutine, a strand included
    asio::thread_pool pool(3);
    auto strand = asio::make_strand(pool);
    std::atomic<int> wrong{0};
    for (int i = 0; i < 20; ++i)
        asio::co_spawn(
            strand,
            [&]() -> asio::awaitable<void> {
                for (int j = 0; j < 20; ++j) {
                    co_await slow(j, 0ms);
                    if (!strand.running_in_this_thread()) ++wrong;
                    co_await at_once(j);
                    if (!strand.running_in_this_thread()) ++wrong;
                }
            },
            asio::detached);
    pool.join();
    CHECK(wrong == 0);
}

TEST_CASE("an operation keeps its handler's executor busy") {
    const in_async_mode mode;
    asio::io_context io(1);
    asio::thread_pool elsewhere(1);
    bool called = false;
    const auto waits_elsewhere = [&]() -> dual<void> {
        asio::steady_timer timer(elsewhere, 20ms);
        co_await timer.async_wait(asio::deferred);
    };
    waits_elsewhere()(asio::bind_executor(io, [&](std::exception_ptr) { called = true; }));
    io.run();  // returns when the handler has been called, not before
    CHECK(called);
}

TEST_CASE("a dual is awaited in coroutine types that know nothing of vinyl") {
    const in_async_mode mode;
    std::promise<std::string> ended;
    [](std::promise<std::string>& to) -> foreign_task {
        std::string seen = std::to_string(co_await slow(1));
        seen += co_await slow_text("x");
        seen += std::to_string(*(co_await slow_handle(2)).number);
        const std::string& same = co_await slow_reference();
        seen += same;
        co_await rest();
        auto named = at_once(3);
        seen += std::to_string(co_await named);
        try {
            co_await slow(-1);
        } catch (const oops&) {
            seen += "!";
        }
        to.set_value(seen);
    }(ended);
    CHECK(ended.get_future().get() == "1x2kept3!");

    asio::io_context io(1);
    std::thread::id where;
    resumes_on(io, where);
    io.run();
    CHECK(where == std::this_thread::get_id());
}

TEST_CASE("a dual made in async mode can be awaited wherever the mode is another") {
    std::optional<dual<int>> pending;
    {
        const vinyl::async_scope scope(true);
        pending.emplace(slow(3));
    }
    CHECK_FALSE(pending->is_ready());
    run([&]() -> asio::awaitable<void> { CHECK(co_await std::move(*pending) == 3); });
}

TEST_CASE("long loops of awaits cost no stack in async mode") {
    const in_async_mode mode;
    const auto loop = []() -> dual<int> {
        int sum = 0;
        for (int i = 0; i < 200'000; ++i) sum += co_await at_once(1);
        co_return sum;
    };
    const auto hopping = []() -> dual<int> {
        const auto executor = co_await vinyl::detail::this_executor{};
        int sum = 0;
        for (int i = 0; i < 20'000; ++i) {
            co_await asio::post(executor, asio::deferred);
            sum += co_await at_once(1);
        }
        co_return sum;
    };
    run([&]() -> asio::awaitable<void> {
        CHECK(co_await loop() == 200'000);
        CHECK(co_await hopping() == 20'000);
        int sum = 0;
        for (int i = 0; i < 20'000; ++i) sum += co_await at_once(1);
        CHECK(sum == 20'000);
    });
}

TEST_CASE("a dual coroutine awaits Asio's operations") {
    const in_async_mode mode;
    run([]() -> asio::awaitable<void> {
        const auto body = []() -> dual<int> {
            const auto executor = co_await vinyl::detail::this_executor{};
            asio::steady_timer timer(executor, 1h);
            timer.cancel();
            asio::post(executor, [&] { timer.cancel(); });
            auto [error] = co_await timer.async_wait(asio::as_tuple(asio::deferred));
            CHECK(error == asio::error::operation_aborted);
            asio::post(executor, [&] { timer.cancel(); });
            bool threw = false;
            try {
                co_await timer.async_wait(asio::deferred);
            } catch (const vinyl::cancelled& error) {
                threw = error.code() == asio::error::operation_aborted;
            }
            CHECK(threw);
            std::exception_ptr refused;
            try {
                co_await asio::async_initiate<const asio::deferred_t&, void(boost::system::error_code)>(
                    [](auto handler) {
                        const auto on = handler.get_executor();
                        asio::post(on, [call = std::move(handler)]() mutable { call(asio::error::connection_refused); });
                    },
                    asio::deferred);
            } catch (const vinyl::asio_error&) {
                refused = std::current_exception();
            }
            CHECK(refused);
            CHECK_THROWS_AS(std::rethrow_exception(refused), vinyl::error);
            CHECK_THROWS_AS(std::rethrow_exception(refused), boost::system::system_error);
            CHECK_FALSE(is_vinyls_own(refused));  // it was not cancelled
            const int value = co_await asio::co_spawn(
                executor, []() -> asio::awaitable<int> { co_return 4; }, asio::deferred);
            co_return value;
        };
        CHECK(co_await body() == 4);
    });
}

TEST_CASE("an operation that can not be started throws where it is awaited") {
    const in_async_mode mode;
    run([]() -> asio::awaitable<void> {
        const auto body = []() -> dual<int> {
            const std::string local = "a text that is too long for the small string optimisation";
            try {
                co_await asio::async_initiate<const asio::deferred_t&, void(boost::system::error_code)>(
                    bad_initiation{}, asio::deferred);
                co_return 0;
            } catch (const oops&) {
            }
            co_await rest();
            co_return static_cast<int>(local.size());
        };
        CHECK(co_await body() > 40);
    });
}

TEST_CASE("async_only is awaitable in every way") {
    const auto make = [](int value) {
        const vinyl::async_scope scope(true);
        return vinyl::async_only(slow(value));
    };
    run([&]() -> asio::awaitable<void> {
        CHECK(co_await make(1) == 1);
        auto named = make(2);
        CHECK(co_await named == 2);
        CHECK(co_await make(3)(asio::use_awaitable) == 3);
        const auto in_dual = [&]() -> dual<int> { co_return co_await make(4); };
        const vinyl::async_scope scope(true);
        auto pending = in_dual();
        CHECK(co_await pending == 4);
    });
    CHECK(make(5)(asio::use_future).get() == 5);
    std::promise<int> ended;
    [](std::promise<int>& to, auto pending) -> foreign_task { to.set_value(co_await std::move(pending)); }(ended, make(6));
    CHECK(ended.get_future().get() == 6);
}
