// Many statements at once over one alias: that each has its statement_timeout to itself, and how the pool spreads them.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/dual/gather.hpp>
#include <vinyl/db/atomic.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

namespace {

/// A statement as vinyl makes them: it leaves nothing behind in its session, so it may travel with others.
vinyl::dual<std::string> cell(std::string text) {
    vinyl::statement sent;
    sent.text = std::move(text);
    sent.keeps_session = true;
    const vinyl::db::result answer = co_await vinyl::db::execute("default", std::move(sent));
    co_return std::string(answer.bytes(0, 0));
}

struct burst {
    int answered = 0, timed_out = 0, failed = 0;
    std::map<std::string, int> by_session;
    std::chrono::steady_clock::duration took{};
};

/// So many coroutines that run the same statement once, all at the same time; it gives its session's number.
burst at_once(boost::asio::io_context& io, int count, const std::string& text) {
    burst came;
    const auto start = std::chrono::steady_clock::now();
    {
        const vinyl::async_scope mode(true);
        for (int i = 0; i < count; ++i)
            cell(text)(
                boost::asio::bind_executor(io.get_executor(), [&](std::exception_ptr error, std::string session) {
                    try {
                        if (error) std::rethrow_exception(error);
                        ++came.answered;
                        ++came.by_session[session];
                    } catch (const vinyl::timeout&) {
                        ++came.timed_out;
                    } catch (...) {
                        ++came.failed;
                    }
                }));
    }
    io.restart();
    io.run();
    came.took = std::chrono::steady_clock::now() - start;
    return came;
}

vinyl::connection_options limited(std::size_t connections, std::chrono::milliseconds statement_timeout) {
    vinyl::connection_options options;
    options.pool.max = connections;
    options.statement_timeout = statement_timeout;
    return options;
}

}  // namespace

TEST_CASE("statement_timeout does not count the time behind others", "[load]") {
    const tests::database alias(limited(1, 800ms));
    boost::asio::io_context io{1};
    at_once(io, 30, "SELECT pg_backend_pid()::text");  // from now on it is known to be fast: all are sent at once
    const burst came = at_once(io, 8, "SELECT pg_backend_pid()::text FROM pg_sleep(0.3)");
    CHECK(came.answered == 8);
    CHECK(came.timed_out + came.failed == 0);
}

TEST_CASE("in atomic, too, each statement has its statement_timeout to itself", "[load][transaction]") {
    const tests::database alias(limited(1, 600ms));
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            auto nap = [] { return cell("SELECT pg_sleep(0.3)::text"); };
            co_await vinyl::gather(nap(), nap(), nap(), nap(), nap(), nap());  // 1.8 s
        });
    });
}

TEST_CASE("a statement that takes longer than statement_timeout ends alone", "[load]") {
    const tests::database alias(limited(1, 300ms));
    tests::in_both_modes([]() -> vinyl::dual<void> {
        auto slow = [](const char* text) -> vinyl::dual<bool> {
            try {
                co_await cell(text);
            } catch (const vinyl::timeout& late) {
                CHECK(late.sqlstate() == "57014");  // the server's own word
                co_return false;
            }
            co_return true;
        };
        const auto [first, second, third] = co_await vinyl::gather(
            slow("SELECT pg_sleep(0.15)"), slow("SELECT pg_sleep(5)"), slow("SELECT pg_sleep(0.15)"));
        CHECK(first);
        CHECK_FALSE(second);
        CHECK(third);
    });
}

TEST_CASE("threads that share a small pool have their statement_timeout to themselves", "[load][threads]") {
    const tests::database alias(limited(1, 600ms));
    std::atomic<int> answered = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&answered] {
            const vinyl::async_scope sync(false);
            static_cast<void>(cell("SELECT pg_backend_pid()::text FROM pg_sleep(0.3)").get());
            ++answered;
        });
    for (std::thread& each : threads) each.join();
    CHECK(answered == 6);
}

TEST_CASE("a burst of slow statements uses all connections of a cold pool", "[load]") {
    vinyl::connection_options options;
    options.pool.max = 10;
    const tests::database alias(options);
    boost::asio::io_context io{1};
    const burst came = at_once(io, 100, "SELECT pg_backend_pid()::text FROM pg_sleep(0.1)");
    CHECK(came.answered == 100);
    CHECK(came.by_session.size() == 10);
    for (const auto& [session, statements] : came.by_session) CHECK(statements <= 20);
    CHECK(came.took < 4s);  // 1 s, and a busy machine
}
