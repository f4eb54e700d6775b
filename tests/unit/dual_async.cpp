// dual<T> in async mode: every way to await it, what it resumes on, and how it is cancelled.
#include "support/check_await.hpp"

#include <vinyl/dual/async_only.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/dual/spawn.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <coroutine>
#include <cstdio>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using vinyl::dual;

struct oops : std::runtime_error {
    oops() : std::runtime_error("oops") {}
};

struct handle {
    explicit handle(int value) : number(std::make_unique<int>(value)) {}
    std::unique_ptr<int> number;
};

/// Waits in async mode, so that what awaits it is suspended.
dual<void> rest(std::chrono::milliseconds time = 1ms) {
    if (!vinyl::is_async()) co_return;
    auto executor = co_await vinyl::detail::this_executor{};
    asio::steady_timer timer(executor, time);
    co_await timer.async_wait(asio::deferred);
}

dual<int> at_once(int value) {
    if (value < 0) throw oops();
    co_return value;
}
dual<int> slow(int value, std::chrono::milliseconds time = 1ms) {
    co_await rest(time);
    if (value < 0) throw oops();
    co_return value;
}
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

template <class Body>
void run(Body body) {
    asio::io_context io(1);
    std::exception_ptr failed;
    bool ended = false;
    asio::co_spawn(io, std::move(body), [&](std::exception_ptr error) {
        failed = error;
        ended = true;
    });
    io.run();
    if (failed) std::rethrow_exception(failed);
    CHECK(ended);
}

/// The mode for one test.
struct in_async_mode {
    in_async_mode() { vinyl::set_async(true); }
    ~in_async_mode() { vinyl::set_async(false); }
};

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

/// Whether it is what vinyl throws for that, too.
bool is_vinyls_own(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const vinyl::cancelled&) {
    } catch (...) {
        return false;
    }
    try {
        std::rethrow_exception(error);
    } catch (const vinyl::error&) {
    } catch (...) {
        return false;
    }
    try {
        std::rethrow_exception(error);
    } catch (const std::exception&) {
        return true;
    }
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

TEST_CASE("per-operation cancellation reaches what a dual waits for") {
    const in_async_mode mode;
    for (const auto type : {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total}) {
        asio::io_context io(1);
        asio::cancellation_signal signal;
        bool cancelled = false;
        const auto nested = []() -> dual<int> { co_return co_await slow(1, 1h); };
        nested()(asio::bind_cancellation_slot(
            signal.slot(), asio::bind_executor(io, [&](std::exception_ptr error, int) { cancelled = was_cancelled(error); })));
        io.poll();
        CHECK_FALSE(cancelled);
        signal.emit(type);
        io.run();
        CHECK(cancelled);
        signal.emit(type);  // after the end: nothing happens
    }
}

TEST_CASE("cancelling an awaitable cancels the dual it awaits") {
    const in_async_mode mode;
    asio::io_context io(1);
    asio::cancellation_signal signal;
    std::exception_ptr result;
    bool cleaned = false;
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            struct on_exit {
                bool& flag;
                ~on_exit() { flag = true; }
            } guard{cleaned};
            co_await slow(1, 1h);
            FAIL("went on");
        },
        asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr error) { result = error; }));
    io.poll();
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    CHECK(was_cancelled(result));
    CHECK(is_vinyls_own(result));
    CHECK(cleaned);
}

TEST_CASE("a cancelled coroutine can not await on, but can clean up behind a shield") {
    const in_async_mode mode;
    asio::io_context io(1);
    asio::cancellation_signal signal;
    bool second_threw = false, cleaned = false, told = false, caught = false;
    const auto body = [&]() -> dual<void> {
        try {
            co_await slow(1, 1h);
        } catch (const boost::system::system_error&) {
            caught = true;
        }
        told = co_await vinyl::detail::this_cancellation{};
        try {
            co_await rest();
        } catch (const boost::system::system_error&) {
            second_threw = true;
        }
        co_await vinyl::detail::shield{};
        co_await rest();
        co_await slow(1);
        cleaned = true;
    };
    body()(asio::bind_cancellation_slot(signal.slot(), asio::bind_executor(io, [](std::exception_ptr) {})));
    io.poll();
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    CHECK(caught);
    CHECK(told);
    CHECK(cleaned);
    CHECK(second_threw);
}

TEST_CASE("cancelling behind a shield is delivered when the shield is gone") {
    const in_async_mode mode;
    asio::io_context io(1);
    asio::cancellation_signal signal;
    bool finished = false;
    std::exception_ptr result;
    const auto shielded = [&]() -> dual<void> {
        co_await vinyl::detail::shield{};
        co_await rest(5ms);
        finished = true;
    };
    const auto body = [&]() -> dual<void> {
        co_await shielded();
        co_await rest();
    };
    body()(asio::bind_cancellation_slot(signal.slot(),
                                        asio::bind_executor(io, [&](std::exception_ptr error) { result = error; })));
    io.poll();
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    CHECK(finished);
    CHECK(was_cancelled(result));
}

TEST_CASE("destroying an io_context frees what was pending") {
    const in_async_mode mode;
    const auto local = []() -> dual<std::string> {
        const std::string text = "a text that is too long for the small string optimisation";
        co_await slow(1, 1h);
        co_return text;
    };
    const auto outer = [&]() -> dual<std::string> {
        const auto owned = std::make_shared<int>(1);
        co_return co_await local();
    };
    {
        asio::io_context io(1);
        outer()(asio::bind_executor(io, [](std::exception_ptr, const std::string&) { FAIL("called"); }));
        asio::co_spawn(io, [&]() -> asio::awaitable<void> { co_await outer(); }, asio::detached);
        vinyl::spawn(io, [&]() -> asio::awaitable<void> { co_await outer(); }, asio::detached);
        vinyl::spawn(io, [&]() -> dual<void> { co_await outer(); }, asio::detached);
        asio::co_spawn(io, [&]() -> asio::awaitable<void> { co_await vinyl::gather(outer(), slow(1), outer()); },
                       asio::detached);
        asio::co_spawn(
            io, [&]() -> asio::awaitable<void> { co_await vinyl::later([](const std::string&, int) {}, outer(), at_once(1)); },
            asio::detached);
        io.poll();
        std::this_thread::sleep_for(5ms);
        io.poll();
    }
    {
        asio::io_context io(1);  // never run at all
        outer()(asio::bind_executor(io, [](std::exception_ptr, const std::string&) { FAIL("called"); }));
        at_once(1)(asio::bind_executor(io, [](std::exception_ptr, int) { FAIL("called"); }));
        vinyl::spawn(io, [&]() -> asio::awaitable<void> { co_await outer(); }, asio::detached);
    }
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
