// How a dual in async mode is cancelled, shielded, and given up with its io_context.
#include "unit/dual_async.hpp"

#include <vinyl/dual/gather.hpp>
#include <vinyl/dual/spawn.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>

#include <memory>
#include <string>
#include <thread>

using namespace async_duals;

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
