// Coroutines in strands that share a connection: none waits for another one's strand.
#include "support/catch.hpp"
#include "support/database.hpp"
#include "support/moody_executor.hpp"

#include <vinyl/dual/spawn.hpp>
#include <vinyl/io/underlying_executor.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <string>
#include <utility>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using tests::moody_executor;
using tests::sql;

namespace {

vinyl::dual<vinyl::db::result> read(std::string text) {
    vinyl::statement sent(std::move(text));
    sent.plain_read = sent.keeps_session = true;
    return vinyl::db::execute("default", std::move(sent));
}

}  // namespace

TEST_CASE("a shared connection does not wait for the strand of the coroutine that opened it") {
    asio::thread_pool threads(3);
    vinyl::connection_options options;
    options.pool.max = 1;
    const tests::database alias(options);
    std::promise<void> opened, answered;
    auto other = answered.get_future();
    auto first = vinyl::spawn(
        asio::make_strand(threads),
        [&]() -> asio::awaitable<bool> {
            co_await sql("select 1");
            opened.set_value();
            co_return other.wait_for(20s) == std::future_status::ready;  // keeps its strand all the time
        },
        asio::use_future);
    opened.get_future().get();
    auto second = vinyl::spawn(
        asio::any_io_executor(asio::make_strand(asio::any_io_executor(threads.get_executor()))),
        [&]() -> asio::awaitable<void> {
            co_await sql("select 1");
            answered.set_value();
        },
        asio::use_future);
    second.get();
    CHECK(first.get());
    threads.join();
}

TEST_CASE("what serves several tasks runs on the executor inside their contexts and strands") {
    asio::thread_pool threads(1);
    const asio::any_io_executor plain = threads.get_executor();
    const auto in_context = [](asio::any_io_executor executor) {
        return asio::any_io_executor(
            vinyl::detail::context_executor(std::move(executor), vinyl::detail::ambient::current()));
    };
    CHECK(vinyl::io::underlying_executor(plain) == plain);
    CHECK(vinyl::io::underlying_executor(asio::make_strand(threads)) == plain);
    CHECK(vinyl::io::underlying_executor(asio::make_strand(plain)) == plain);
    CHECK(vinyl::io::underlying_executor(in_context(asio::make_strand(in_context(plain)))) == plain);
    asio::io_context io;
    CHECK(vinyl::io::underlying_executor(asio::make_strand(io)) == asio::any_io_executor(io.get_executor()));
}

TEST_CASE("the statement of a coroutine that keeps its thread is sent by another one", "[threads]") {
    asio::thread_pool threads(2);
    vinyl::connection_options options;
    options.pool.max = 1;
    const tests::database alias(options);
    const bool answered =
        vinyl::spawn(
            threads,
            [&]() -> asio::awaitable<bool> {
                co_await read("SELECT 1");
                auto other = read("SELECT 2")(asio::bind_executor(threads.get_executor(), asio::use_future));
                co_return other.wait_for(5s) == std::future_status::ready;
            },
            asio::use_future)
            .get();
    threads.join();
    CHECK(answered);
}

TEST_CASE("a loop inside of a coroutine that has just gone on is served, too") {
    const tests::database alias;
    asio::io_context io;
    bool answered = false;
    vinyl::spawn(
        io,
        [&]() -> asio::awaitable<void> {
            co_await read("SELECT 1");
            read("SELECT 2")(asio::bind_executor(io, [&](const auto&...) { answered = true; }));
            const auto until = std::chrono::steady_clock::now() + 5s;
            while (!answered && std::chrono::steady_clock::now() < until) io.poll_one();
        },
        [](std::exception_ptr) {});
    io.run();
    CHECK(answered);
}

TEST_CASE("what has no context of its own goes on in the mode of its thread") {
    const tests::database alias;
    asio::io_context io;
    bool async = true;
    {
        const vinyl::async_scope explicitly(true);
        read("SELECT 1")(asio::bind_executor(io, [&](const auto&...) { async = vinyl::is_async(); }));
    }
    io.run();
    CHECK_FALSE(async);
}

TEST_CASE("an executor that takes no work fails the statement, and nothing hangs") {
    using mood = moody_executor::mood;
    const mood refusal = GENERATE(mood::throws, mood::drops);
    asio::io_context io(1);
    std::atomic<mood> now = mood::takes;
    const tests::database alias;
    int failed = 0, answered = 0;
    const auto ask = [&]() -> vinyl::dual<void> {
        co_await read("select 1");
        now = refusal;
        try {
            co_await read("select 2");
        } catch (const std::exception&) {
            ++failed;
        }
        now = mood::takes;
        const vinyl::db::result again = co_await read("select 3");
        answered += static_cast<int>(again.rows());
    };
    vinyl::spawn(asio::any_io_executor(moody_executor{io.get_executor(), &now}), ask, asio::detached);
    io.run_for(20s);
    CHECK(failed == 1);
    CHECK(answered == 1);
}
