// Deadlines, events, sleeping: the parts of waiting that need no socket.
#include "support/catch.hpp"

#include <vinyl/dual/gather.hpp>
#include <vinyl/dual/spawn.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/io/sleep.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using vinyl::io::deadline;
using vinyl::io::event;

namespace {
auto now() { return std::chrono::steady_clock::now(); }
}  // namespace

TEST_CASE("a deadline is a point on the steady clock, or never", "[io]") {
    CHECK(deadline().is_never());
    CHECK_FALSE(deadline::never().expired());
    CHECK(deadline::never().remaining() == deadline::clock::duration::max());
    CHECK(deadline::after(0s).expired());
    CHECK(deadline::after(-1h).expired());
    CHECK(deadline::after(-1h).remaining() == deadline::clock::duration::zero());
    CHECK_FALSE(deadline::after(1h).expired());
    CHECK(deadline::after(1h).remaining() > 59min);
    CHECK(deadline::after(1s) < deadline::after(2s));
    CHECK(deadline::after(1h) < deadline::never());
    CHECK(deadline::after(250ms).allowed() == 250ms);
    // beyond the clock's range means never, not an overflow into the past
    CHECK(deadline::after(std::chrono::hours::max()).is_never());
    CHECK(deadline::after(std::chrono::milliseconds::max()).is_never());
}

TEST_CASE("sleeping takes its time in both modes", "[io]") {
    const auto start = now();
    vinyl::io::sleep_for(20ms).get();
    CHECK(now() - start >= 20ms);

    asio::io_context io;
    const auto async_start = now();
    vinyl::spawn(io, []() -> vinyl::dual<void> { co_await vinyl::io::sleep_for(20ms); }, asio::detached);
    io.run();
    CHECK(now() - async_start >= 20ms);
}

TEST_CASE("a thread waits for an event that another one sets", "[io]") {
    event happened;
    CHECK_FALSE(happened.is_set());
    CHECK_FALSE(vinyl::io::wait(happened, deadline::after(10ms)).get());
    std::thread setter([&] {
        std::this_thread::sleep_for(10ms);
        happened.set();
    });
    CHECK(vinyl::io::wait(happened, deadline::after(10s)).get());
    setter.join();
    CHECK(happened.is_set());
    CHECK(vinyl::io::wait(happened).get());  // set for good
    CHECK(vinyl::io::wait(happened, deadline::after(0s)).get());
}

TEST_CASE("a coroutine waits for an event that another thread sets", "[io]") {
    asio::io_context io;
    event happened;
    int woken = 0;
    for (int i = 0; i < 3; ++i)
        vinyl::spawn(
            io,
            [&]() -> vinyl::dual<void> {
                CHECK(co_await vinyl::io::wait(happened, deadline::after(10s)));
                ++woken;
            },
            asio::detached);
    std::thread setter([&] {
        std::this_thread::sleep_for(10ms);
        happened.set();
    });
    io.run();
    setter.join();
    CHECK(woken == 3);
}

TEST_CASE("a coroutine's wait for an event ends at its deadline", "[io]") {
    asio::io_context io;
    event never_happens;
    bool set = true;
    const auto start = now();
    vinyl::spawn(
        io,
        [&]() -> vinyl::dual<void> { set = co_await vinyl::io::wait(never_happens, deadline::after(20ms)); },
        asio::detached);
    io.run();
    CHECK_FALSE(set);
    CHECK(now() - start >= 20ms);
}

TEST_CASE("a coroutine's wait for an event can be cancelled, and leaves nothing behind", "[io]") {
    for (const auto type : {asio::cancellation_type::terminal, asio::cancellation_type::partial,
                            asio::cancellation_type::total}) {
        asio::io_context io;
        event happened;
        asio::cancellation_signal cancel;
        std::exception_ptr ended;
        {
            const vinyl::async_scope scope(true);
            vinyl::io::wait(happened)(asio::bind_cancellation_slot(
                cancel.slot(),
                asio::bind_executor(io, [&](std::exception_ptr error, bool) { ended = error; })));
        }
        io.poll();
        CHECK_FALSE(ended);
        cancel.emit(type);
        io.run();
        REQUIRE(ended);
        CHECK_THROWS_AS(std::rethrow_exception(ended), boost::system::system_error);
        happened.set();  // nobody is there any more
    }
}

TEST_CASE("an execution context that goes takes the waits on it along", "[io]") {
    event happened;
    auto token = std::make_shared<int>(1);
    {
        asio::io_context io;
        const vinyl::async_scope scope(true);
        vinyl::io::wait(happened)(
            asio::bind_executor(io, [token](std::exception_ptr, bool) { FAIL("never called"); }));
        io.poll();
        CHECK(token.use_count() == 2);
    }
    CHECK(token.use_count() == 1);
    happened.set();
}

TEST_CASE("no wake-up is lost, however setting and waiting meet", "[io][threads]") {
    constexpr int rounds = 2000;
    asio::io_context io;
    auto work = asio::make_work_guard(io);
    std::vector<std::thread> loops;
    for (int i = 0; i < 2; ++i) loops.emplace_back([&] { io.run(); });

    std::atomic<int> woken = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto happened = std::make_shared<event>();
        vinyl::spawn(
            io,
            [&woken, happened]() -> vinyl::dual<void> {
                const bool set = co_await vinyl::io::wait(*happened, deadline::after(30s));
                if (set) ++woken;
            },
            asio::detached);
        if (round % 3 == 0) std::this_thread::yield();
        happened->set();
    }
    const auto end = now() + 20s;
    while (woken < rounds && now() < end) std::this_thread::sleep_for(1ms);
    CHECK(woken == rounds);
    work.reset();
    for (std::thread& loop : loops) loop.join();
}

TEST_CASE("an event may be destroyed as soon as its wait has returned", "[io][threads]") {
    for (int round = 0; round < 500; ++round) {
        auto happened = std::make_unique<event>();
        std::thread setter([at = happened.get()] { at->set(); });
        REQUIRE(happened->block_until(deadline::after(10s)));
        happened.reset();
        setter.join();
    }
}
