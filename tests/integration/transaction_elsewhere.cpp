// Tasks of another execution context inside a transaction, over its connection: they wait by themselves, and may leave while the
// connection's work is done elsewhere.
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/db/atomic.hpp>
#include <vinyl/db/query_log.hpp>
#include <vinyl/dual/cancelled.hpp>
#include <vinyl/dual/spawn.hpp>
#include <vinyl/io/sleep.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

vinyl::dual<vinyl::db::result> read(std::string text) {
    vinyl::statement sent(std::move(text));
    sent.plain_read = sent.keeps_session = true;
    return vinyl::db::execute("default", std::move(sent));
}

asio::awaitable<void> pause(asio::io_context& in, std::chrono::milliseconds time) {
    asio::steady_timer clock(in, time);
    co_await clock.async_wait(asio::use_awaitable);
}

/// Runs a body in a transaction of a task in a context of its own, beside another one that runs in a thread.
struct two_contexts {
    asio::io_context home, other;
    asio::executor_work_guard<asio::io_context::executor_type> kept = asio::make_work_guard(other);
    std::thread runner{[this] { other.run(); }};

    ~two_contexts() {
        kept.reset();
        runner.join();
    }

    void run(const std::function<asio::awaitable<void>()>& body) {
        std::exception_ptr failed;
        vinyl::spawn(
            home, [&]() -> asio::awaitable<void> { co_await vinyl::atomic([&] { return body(); }); },
            [&](std::exception_ptr why) { failed = std::move(why); });
        home.run();
        if (failed) std::rethrow_exception(failed);
    }
};

}  // namespace

TEST_CASE("an execution context ends while a statement of its is under way in a transaction of another one") {
    const tests::database alias;
    asio::io_context home;
    auto other = std::make_unique<asio::io_context>();
    std::size_t rows = 0;
    vinyl::spawn(
        home,
        [&]() -> asio::awaitable<void> {
            co_await vinyl::atomic([&]() -> asio::awaitable<void> {
                co_await read("SELECT 1");
                vinyl::spawn(
                    *other, []() -> asio::awaitable<void> { co_await read("SELECT pg_sleep(0.3)"); }, asio::detached);
                other->run_for(50ms);
                co_await pause(home, 50ms);
                other.reset();  // what is cancelled with it fails the transaction
                co_await vinyl::io::sleep_for(100ms);
            });
        },
        asio::detached);
    home.run();
    home.restart();
    vinyl::spawn(
        home, [&]() -> asio::awaitable<void> { rows = (co_await read("SELECT 3")).rows(); }, asio::detached);
    home.run();
    CHECK(rows == 1);
}

TEST_CASE("a task elsewhere goes on before what a task at home does with the same answers", "[threads]") {
    const tests::database alias;
    two_contexts run;
    std::promise<void> answered;
    std::future<void> answer = answered.get_future();
    bool in_time = false;
    run.run([&]() -> asio::awaitable<void> {
        co_await read("SELECT 1");
        read("SELECT pg_sleep(0.1)")(asio::bind_executor(
            run.home, [&](const auto&...) { in_time = answer.wait_for(5s) == std::future_status::ready; }));
        vinyl::spawn(
            run.other,
            [&]() -> asio::awaitable<void> {
                co_await read("SELECT 2");
                answered.set_value();
            },
            asio::detached);
        std::this_thread::sleep_for(100ms);  // until it has asked, too: both travel together
        co_await pause(run.home, 400ms);
    });
    CHECK(in_time);
}

TEST_CASE("a task elsewhere that is cancelled tells those who observe queries", "[threads]") {
    const tests::database alias;
    std::atomic<int> seen = 0, cancelled = 0;
    const auto log = vinyl::observe_queries([&](const vinyl::query_event& query) {
        if (query.text == "SELECT pg_sleep(1.5)" && query.error) ++seen;
    });
    two_contexts run;
    asio::cancellation_signal stop;
    const auto body = [&]() -> asio::awaitable<void> {
        co_await read("SELECT 1");
        vinyl::spawn(
            run.other,
            [&]() -> asio::awaitable<void> {
                try {
                    co_await read("SELECT pg_sleep(1.5)");
                } catch (const vinyl::cancelled&) {
                    ++cancelled;
                }
            },
            asio::bind_cancellation_slot(stop.slot(), asio::detached));
        asio::steady_timer soon(run.other, 100ms);
        soon.async_wait([&](const auto&) { stop.emit(asio::cancellation_type::terminal); });
        co_await pause(run.home, 400ms);
    };
    CHECK_THROWS_AS(run.run(body), vinyl::error);  // it has failed with that statement
    CHECK(cancelled == 1);
    CHECK(seen == 1);
}
