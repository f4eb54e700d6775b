// Deadlines that count from when the server can begin a statement: on a pipelined connection, and when it does not answer.
#include "support/postgres_connection.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using tests::connect_on;
using tests::deadline;
using tests::number;
using tests::run_until;
using tests::sql;
using tests::started;
using vinyl::connection_status;

namespace {

void all_done(asio::io_context& io, const std::deque<started>& all) {
    CHECK(run_until(
        io,
        [&] {
            for (const started& one : all)
                if (!one.done()) return false;
            return true;
        },
        60s));
}

std::int64_t ask_now(asio::io_context& io, vinyl::postgres::connection& conn, const std::string& question) {
    started asked(io.get_executor());
    asked.execute(conn, sql(question));
    REQUIRE(run_until(io, [&] { return asked.done(); }, 30s));
    if (asked.error) std::rethrow_exception(asked.error);
    return number(*asked.answer);
}

vinyl::statement read(std::string text) {
    vinyl::statement made = sql(std::move(text));
    made.plain_read = true;
    return made;
}

}  // namespace

TEST_CASE("a statement's own time does not count while it waits for its turn", "[postgres][own_time]") {
    for (const bool pipelined : {true, false}) {
        for (const bool reads : {true, false}) {  // these share a Sync
            asio::io_context io;
            vinyl::postgres::driver_options options;
            options.pipeline = pipelined;
            auto conn = connect_on(io, tests::dsn(), options);
            std::deque<started> all;
            for (int i = 0; i < 6; ++i) {
                const std::string nap = "SELECT " + std::to_string(i) + " FROM pg_sleep(0.15)";
                all.emplace_back(io.get_executor())
                    .execute(*conn, reads ? read(nap) : sql(nap), deadline::once_begun(600ms));
            }
            all_done(io, all);
            for (std::size_t i = 0; i < all.size(); ++i) {
                REQUIRE(all[i].answer);
                CHECK(number(*all[i].answer) == static_cast<std::int64_t>(i));
            }
            CHECK(conn->status() == connection_status::idle);
        }
    }
}

TEST_CASE("a statement that exceeds its own time is late alone, and those behind it begin anew",
          "[postgres][own_time]") {
    asio::io_context io;
    auto conn = connect_on(io);
    std::deque<started> all;
    for (const char* nap : {"0.05", "0.9", "0.3", "0.3"})
        all.emplace_back(io.get_executor())
            .execute(*conn, sql(std::string("SELECT pg_sleep(") + nap + ")"), deadline::once_begun(600ms));
    all_done(io, all);
    CHECK(all[0].answer);
    CHECK(all[1].failed_with<vinyl::timeout>());
    CHECK(all[2].answer);  // though it has waited for a second
    CHECK(all[3].answer);
    CHECK(conn->status() == connection_status::idle);
}

TEST_CASE("when the server answers nothing, all who wait for their turn learn it in the end", "[postgres][own_time]") {
    asio::io_context io;
    auto holder = connect_on(io);
    ask_now(io, *holder, "SELECT pg_advisory_lock(8151)");
    for (const bool pipelined : {true, false}) {
        vinyl::postgres::driver_options options;
        options.pipeline = pipelined;
        auto conn = connect_on(io, tests::dsn(), options);
        const auto start = std::chrono::steady_clock::now();
        std::deque<started> all;
        all.emplace_back(io.get_executor())
            .execute(*conn, sql("SELECT pg_advisory_lock(8151)"), deadline::once_begun(200ms));
        for (int i = 0; i < 8; ++i)
            all.emplace_back(io.get_executor()).execute(*conn, sql("SELECT 1"), deadline::once_begun(200ms));
        all_done(io, all);
        CHECK(all.front().failed_with<vinyl::timeout>());
        all.pop_front();
        // Those that were sent can not be told from one that the server works on; the others run when it is cancelled.
        for (const started& one : all) CHECK(pipelined == one.failed_with<vinyl::timeout>());
        if (pipelined) {
            std::string said;
            try {
                std::rethrow_exception(all.front().error);
            } catch (const vinyl::timeout& late) {
                said = late.what();
            }
            CHECK(said.find("(200 ms)") != std::string::npos);
            CHECK(said.find("the server did not come to an end with those before it") != std::string::npos);
        }
        CHECK(std::chrono::steady_clock::now() - start < 3s);  // not one after the other
        CHECK(ask_now(io, *conn, "SELECT 7") == 7);            // cancelled on the server, the connection goes on
        CHECK(conn->status() == connection_status::idle);
    }
}

TEST_CASE("one that was given up in front does not keep the others waiting for ever", "[postgres][own_time]") {
    asio::io_context io;
    auto holder = connect_on(io);
    ask_now(io, *holder, "SELECT pg_advisory_lock(8152)");
    vinyl::postgres::driver_options options;
    options.drain_limit = 200ms;
    auto conn = connect_on(io, tests::dsn(), options);
    started in_front(io.get_executor());
    in_front.execute(*conn, sql("SELECT pg_advisory_lock(8152)"));
    std::deque<started> behind;
    behind.emplace_back(io.get_executor()).execute(*conn, sql("SELECT 1"), deadline::once_begun(300ms));
    io.restart();
    io.run_for(50ms);
    in_front.cancel.emit(asio::cancellation_type::terminal);
    all_done(io, behind);
    CHECK(behind.front().failed_with<vinyl::timeout>());
}

TEST_CASE("each thread on a shared connection has its own time to itself", "[postgres][own_time][threads]") {
    const vinyl::async_scope scope(false);
    auto conn = tests::connect().get();
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 6; ++t)
        threads.emplace_back([&] {
            const vinyl::async_scope sync(false);
            for (int i = 0; i < 2; ++i)
                if (number(conn->execute(sql("SELECT 3 FROM pg_sleep(0.1)"), deadline::once_begun(500ms)).get()) == 3)
                    ++right;
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(right == 12);
}

TEST_CASE("a thread whose turn does not come learns it, too", "[postgres][own_time][threads]") {
    const vinyl::async_scope scope(false);
    auto holder = tests::connect().get();
    auto conn = tests::connect().get();
    static_cast<void>(holder->execute(sql("SELECT pg_advisory_lock(8153)"), tests::soon()).get());
    std::atomic<int> late = 0;
    std::vector<std::thread> threads;
    const auto start = std::chrono::steady_clock::now();
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            const vinyl::async_scope sync(false);
            try {
                static_cast<void>(
                    conn->execute(sql("SELECT pg_advisory_lock(8153)"), deadline::once_begun(200ms)).get());
            } catch (const vinyl::timeout&) {
                ++late;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(late == 4);
    CHECK(std::chrono::steady_clock::now() - start < 3s);
    holder.reset();
    CHECK(tests::ask(*conn, "SELECT 1").get() == 1);
}

TEST_CASE("coroutines and a thread on one connection each have their own time", "[postgres][own_time][threads]") {
    asio::io_context io;
    auto conn = connect_on(io);
    std::deque<started> all;
    std::atomic<bool> answered = false;
    std::thread working([&] {
        answered = number(tests::execute_in_thread(*conn, sql("SELECT 4 FROM pg_sleep(0.4)"), deadline::once_begun(1s))) == 4;
    });
    while (conn->in_flight() == 0) std::this_thread::yield();
    for (const char* nap : {"0.2", "3", "0.2"})
        all.emplace_back(io.get_executor())
            .execute(*conn, sql(std::string("SELECT pg_sleep(") + nap + ")"), deadline::once_begun(400ms));
    const auto start = std::chrono::steady_clock::now();
    CHECK(run_until(io, [&] { return all[1].done(); }, 30s));
    CHECK(std::chrono::steady_clock::now() - start < 2500ms);
    all_done(io, all);
    working.join();
    CHECK(answered);
    CHECK(all[0].answer);
    CHECK(all[1].failed_with<vinyl::timeout>());
    // its time, too, may have begun when the one in front of it was late: the server says nothing for 2.6 s
    CHECK(all[2].failed_with<vinyl::timeout>());
}
