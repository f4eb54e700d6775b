// Waiting for sockets: readiness, deadlines, signals, interruption, and descriptors that change under the
// watch.
#include "support/catch.hpp"
#include "support/socket_pair.hpp"

#include <vinyl/dual/spawn.hpp>
#include <vinyl/io/socket_watch.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using tests::socket_pair;
using vinyl::io::deadline;
using vinyl::io::readiness;
using vinyl::io::socket_watch;
using vinyl::io::wait_for;

namespace {

template <class Body>
void in_both_modes(Body body) {
    {
        INFO("in sync mode");
        const vinyl::async_scope scope(false);
        body().get();
    }
    INFO("in async mode");
    asio::io_context io;
    std::exception_ptr failed;
    bool done = false;
    vinyl::spawn(io, [&] { return body(); }, [&](std::exception_ptr error) { failed = error, done = true; });
    io.run_for(20s);
    if (failed) std::rethrow_exception(failed);
    CHECK(done);
}

}  // namespace

TEST_CASE("a wait ends when the socket can be read or written", "[io]") {
    in_both_modes([]() -> vinyl::dual<void> {
        socket_pair pair;
        socket_watch watch(pair.ends[0]);
        CHECK(co_await wait_for(watch, readiness::write, deadline::after(5s)) == readiness::write);
        CHECK(co_await wait_for(watch, readiness::read_or_write, deadline::after(5s)) == readiness::write);
        CHECK(co_await wait_for(watch, readiness::read, deadline::after(20ms)) == readiness::none);
        pair.say();
        CHECK(co_await wait_for(watch, readiness::read, deadline::after(5s)) == readiness::read);
        pair.hear();
        pair.fill();
        CHECK(co_await wait_for(watch, readiness::write, deadline::after(20ms)) == readiness::none);
        pair.say();
        CHECK(co_await wait_for(watch, readiness::read_or_write, deadline::after(5s)) == readiness::read);
        pair.drain();
        CHECK(co_await wait_for(watch, readiness::write, deadline::after(5s)) == readiness::write);
    });
}

TEST_CASE("a wait on an expired deadline looks once and returns", "[io]") {
    in_both_modes([]() -> vinyl::dual<void> {
        socket_pair pair;
        socket_watch watch(pair.ends[0]);
        CHECK(co_await wait_for(watch, readiness::read, deadline::after(0s)) == readiness::none);
    });
}

TEST_CASE("a socket whose peer has gone counts as readable", "[io]") {
    in_both_modes([]() -> vinyl::dual<void> {
        socket_pair pair;
        socket_watch watch(pair.ends[0]);
        pair.hang_up();
        CHECK(co_await wait_for(watch, readiness::read, deadline::after(5s)) == readiness::read);
    });
}

TEST_CASE("a watch follows to a new socket, also under the same number", "[io]") {
    in_both_modes([]() -> vinyl::dual<void> {
        socket_pair first;
        socket_watch watch(first.ends[0]);
        CHECK(co_await wait_for(watch, readiness::read, deadline::after(5ms)) == readiness::none);
        for (int round = 0; round < 5; ++round) {
            const socket_pair next;
            // what libpq does: close the old socket; the new one gets its number
            REQUIRE(::dup2(next.ends[0], first.ends[0]) == first.ends[0]);
            watch.rebind(first.ends[0]);
            CHECK(co_await wait_for(watch, readiness::read, deadline::after(5ms)) == readiness::none);
            next.say();
            CHECK(co_await wait_for(watch, readiness::read, deadline::after(5s)) == readiness::read);
            first.hear();
        }
    });
}

TEST_CASE("closing a watch does not disturb another one that has the number now", "[io]") {
    asio::io_context io;
    socket_pair first;
    socket_watch old_watch(first.ends[0]);
    readiness got = readiness::none;
    vinyl::spawn(
        io,
        [&]() -> vinyl::dual<void> {
            co_await wait_for(old_watch, readiness::read, deadline::after(5ms));
            socket_pair second;
            REQUIRE(::dup2(second.ends[0], first.ends[0]) == first.ends[0]);
            socket_watch new_watch(first.ends[0]);
            co_await wait_for(new_watch, readiness::read, deadline::after(5ms));
            old_watch.close();
            second.say();
            got = co_await wait_for(new_watch, readiness::read, deadline::after(5s));
        },
        asio::detached);
    io.run_for(10s);
    CHECK(got == readiness::read);
}

TEST_CASE("the duplicate is given up on closing, so the peer sees the end", "[io]") {
    asio::io_context io;
    socket_pair pair;
    socket_watch watch(pair.ends[0]);
    vinyl::spawn(
        io, [&]() -> vinyl::dual<void> { co_await wait_for(watch, readiness::read, deadline::after(5ms)); },
        asio::detached);
    io.run_for(100ms);
    watch.close();
    ::close(pair.ends[0]);
    pair.ends[0] = -1;
    char byte = 0;
    CHECK(::read(pair.ends[1], &byte, 1) == 0);
}

TEST_CASE("an interrupted wait returns early, and an interruption before the wait is not lost", "[io]") {
    socket_pair pair;
    {
        asio::io_context io;
        socket_watch watch(pair.ends[0]);
        std::atomic<int> returned = 0;
        vinyl::spawn(
            io,
            [&]() -> vinyl::dual<void> {
                // Not inside CHECK: Catch2 shows its expression to the compiler twice, and g++ awaits it
                // twice.
                const readiness first = co_await wait_for(watch, readiness::read, deadline::after(20s));
                if (first == readiness::none) ++returned;
                watch.interrupt();
                const readiness second = co_await wait_for(watch, readiness::none, deadline::after(20s));
                if (second == readiness::none) ++returned;
            },
            asio::detached);
        std::thread other([&] {
            std::this_thread::sleep_for(10ms);
            watch.interrupt();
        });
        std::thread loop([&] { io.run_for(10s); });
        for (int i = 0; i < 500 && returned < 2; ++i) std::this_thread::sleep_for(10ms);
        watch.close();
        other.join();
        loop.join();
        CHECK(returned == 2);
    }
    const vinyl::async_scope scope(false);
    socket_watch watch(pair.ends[0]);
    watch.make_interruptible();
    watch.interrupt();
    CHECK(wait_for(watch, readiness::read, deadline::after(20s)).get() == readiness::none);
    std::thread other([&] {
        std::this_thread::sleep_for(10ms);
        watch.interrupt();
    });
    CHECK(wait_for(watch, readiness::read, deadline::after(20s)).get() == readiness::none);
    other.join();
    pair.say();
    CHECK(wait_for(watch, readiness::read, deadline::after(20s)).get() == readiness::read);
}

TEST_CASE("an interruption reaches the thread that blocks and the coroutine that is suspended", "[io]") {
    using clock = std::chrono::steady_clock;
    socket_pair pair;
    for (int round = 0; round < 20; ++round) {  // whoever sees it first must not take it from the other
        asio::io_context io;
        socket_watch watch(pair.ends[0]);
        watch.make_interruptible();
        std::atomic<int> returned = 0;
        vinyl::spawn(
            io,
            [&]() -> vinyl::dual<void> {
                const readiness found = co_await wait_for(watch, readiness::read, deadline::after(5s));
                if (found == readiness::none) ++returned;
                watch.leave();
            },
            asio::detached);
        std::thread blocked([&] {
            if (watch.block_for(readiness::read, deadline::after(5s)) == readiness::none) ++returned;
        });
        std::thread loop([&] { io.run(); });
        std::this_thread::sleep_for(2ms);
        const clock::time_point asked = clock::now();
        watch.interrupt();
        blocked.join();
        loop.join();
        REQUIRE(clock::now() - asked < 4s);
        CHECK(returned == 2);
    }
}

TEST_CASE("a suspended wait can be cancelled", "[io]") {
    asio::io_context io;
    socket_pair pair;
    socket_watch watch(pair.ends[0]);
    asio::cancellation_signal cancel;
    std::exception_ptr ended;
    {
        const vinyl::async_scope scope(true);
        wait_for(watch, readiness::read, deadline::never())(asio::bind_cancellation_slot(
            cancel.slot(),
            asio::bind_executor(io, [&](std::exception_ptr error, readiness) { ended = error; })));
    }
    io.poll();
    cancel.emit(asio::cancellation_type::total);
    io.run_for(5s);
    REQUIRE(ended);
    CHECK_THROWS_AS(std::rethrow_exception(ended), boost::system::system_error);
}

TEST_CASE("a watch that was left does not keep the loop running", "[io]") {
    asio::io_context io;
    socket_pair pair;
    socket_watch watch(pair.ends[0]);
    vinyl::spawn(
        io,
        [&]() -> vinyl::dual<void> {
            co_await wait_for(watch, readiness::read, deadline::after(1ms));
            watch.leave();
        },
        asio::detached);
    const auto start = std::chrono::steady_clock::now();
    io.run_for(10s);
    CHECK(std::chrono::steady_clock::now() - start < 5s);
    pair.say();
    io.restart();
    readiness got = readiness::none;
    vinyl::spawn(
        io,
        [&]() -> vinyl::dual<void> { got = co_await wait_for(watch, readiness::read, deadline::after(5s)); },
        asio::detached);
    io.run_for(10s);
    CHECK(got == readiness::read);
}

TEST_CASE("signals do not end a wait, nor lengthen it", "[io]") {
    struct sigaction quiet{};
    struct sigaction before{};
    quiet.sa_handler = [](int) {};
    REQUIRE(::sigaction(SIGUSR1, &quiet, &before) == 0);
    socket_pair pair;
    socket_watch watch(pair.ends[0]);
    const pthread_t waiting = ::pthread_self();
    std::thread disturber([&] {
        for (int i = 0; i < 20; ++i) {
            std::this_thread::sleep_for(5ms);
            ::pthread_kill(waiting, SIGUSR1);
        }
    });
    const vinyl::async_scope scope(false);
    const auto start = std::chrono::steady_clock::now();
    CHECK(wait_for(watch, readiness::read, deadline::after(60ms)).get() == readiness::none);
    const auto took = std::chrono::steady_clock::now() - start;
    CHECK(took >= 60ms);
    CHECK(took < 5s);
    disturber.join();
    ::sigaction(SIGUSR1, &before, nullptr);
}
