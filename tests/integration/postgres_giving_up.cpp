// Callers that give up in a pipeline: what is cancelled on the server, and that nobody else is harmed.
#include "support/postgres_connection.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <random>
#include <string>
#include <thread>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using tests::connect_on;
using tests::number;
using tests::run_until;
using tests::sql;
using tests::started;
using vinyl::connection_status;

namespace {

bool completes(asio::io_context& io, const started& one) {
    return run_until(io, [&] { return one.done(); }, 30s);
}

bool answers(asio::io_context& io, vinyl::postgres::connection& conn, const std::string& question) {
    started asked(io.get_executor());
    asked.execute(conn, sql(question));
    return completes(io, asked) && asked.answer;
}

/// Starts statements that take a minute each, and lets them reach the server.
void start_slow(asio::io_context& io, vinyl::postgres::connection& conn, std::deque<started>& slow, int count) {
    for (int i = 0; i < count; ++i) slow.emplace_back(io.get_executor()).execute(conn, sql("SELECT pg_sleep(60)"));
    io.restart();
    io.run_for(50ms);
}

void cancel(std::deque<started>& all) {
    for (started& one : all) one.cancel.emit(asio::cancellation_type::terminal);
}

}  // namespace

TEST_CASE("all cancelled, the statements of a pipeline end on the server one after the other", "[postgres][cancel]") {
    asio::io_context io;
    auto conn = connect_on(io);
    std::deque<started> slow;
    start_slow(io, *conn, slow, 3);
    cancel(slow);
    CHECK(answers(io, *conn, "SELECT 8"));
    for (const started& one : slow) CHECK(one.cancelled());
    CHECK(conn->status() == connection_status::idle);
}

TEST_CASE("cancelled behind one that is answered, statements end on the server when it is", "[postgres][cancel]") {
    asio::io_context io;
    auto conn = connect_on(io);
    started in_front(io.get_executor());
    in_front.execute(*conn, sql("SELECT 5 FROM pg_sleep(0.3)"));
    std::deque<started> slow;
    start_slow(io, *conn, slow, 2);
    cancel(slow);
    REQUIRE(completes(io, in_front));
    REQUIRE(in_front.answer);
    CHECK(number(*in_front.answer) == 5);
    CHECK(answers(io, *conn, "SELECT 8"));
    CHECK(conn->status() == connection_status::idle);
}

TEST_CASE("several cancels at random moments kill no innocent statement", "[postgres][cancel][storm]") {
    asio::io_context io;
    auto conn = connect_on(io);
    std::mt19937 random(4712);
    int innocent_killed = 0;
    const int rounds = tests::through_gate() ? 20 : 300;
    for (int round = 0; round < rounds; ++round) {
        std::deque<started> victims;
        for (int i = 0; i < 3; ++i)
            victims.emplace_back(io.get_executor()).execute(*conn, sql("SELECT pg_sleep(0.001)"));
        started innocent(io.get_executor());
        if (round % 2 == 0) innocent.execute(*conn, sql("SELECT 1 FROM pg_sleep(0.0005)"));
        const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(random() % 5000);
        while (std::chrono::steady_clock::now() < until) io.poll_one();
        cancel(victims);
        if (round % 2 == 1) innocent.execute(*conn, sql("SELECT 1 FROM pg_sleep(0.0005)"));
        REQUIRE(completes(io, innocent));
        for (const started& victim : victims) REQUIRE(completes(io, victim));
        if (innocent.error) ++innocent_killed;
    }
    CHECK(innocent_killed == 0);
    CHECK(conn->status() == connection_status::idle);
}

TEST_CASE("cancelled behind the end of a prepared statement's life, a statement ends on the server",
          "[postgres][cancel]") {
    asio::io_context io;
    vinyl::postgres::driver_options options;
    options.statement_cache = 1;
    auto conn = connect_on(io, tests::dsn(), options);
    REQUIRE(answers(io, *conn, "SELECT 1"));
    REQUIRE(answers(io, *conn, "SELECT 2"));  // so that the first is to be forgotten
    started slow(io.get_executor());
    slow.execute(*conn, sql("SELECT pg_sleep(60)"));
    REQUIRE(run_until(io, [&] { return conn->in_flight() == 2; }));
    slow.cancel.emit(asio::cancellation_type::terminal);
    CHECK(answers(io, *conn, "SELECT 8"));
}

TEST_CASE("a statement that was given up and runs on does not take those behind it along", "[postgres][cancel]") {
    asio::io_context io;
    vinyl::postgres::driver_options options;
    options.drain_limit = 100ms;
    auto conn = connect_on(io, tests::dsn(), options);
    started slow(io.get_executor());
    started behind(io.get_executor());
    slow.execute(*conn, sql("SELECT pg_sleep(1)"));
    behind.execute(*conn, sql("SELECT 9"));
    io.restart();
    io.run_for(50ms);
    slow.cancel.emit(asio::cancellation_type::terminal);
    REQUIRE(completes(io, behind));
    REQUIRE(behind.answer);
    CHECK(number(*behind.answer) == 9);
    CHECK(conn->status() == connection_status::idle);
}

TEST_CASE("nobody is to join while the answer to a statement that was given up does not come", "[postgres][cancel]") {
    asio::io_context io;
    vinyl::postgres::driver_options options;
    options.drain_limit = 50ms;
    options.cancel_on_server = false;
    auto conn = connect_on(io, tests::dsn(), options);
    SECTION("coroutines") {
        started slow(io.get_executor());
        started behind(io.get_executor());
        slow.execute(*conn, sql("SELECT pg_sleep(0.8)"));
        behind.execute(*conn, sql("SELECT 9"));
        io.restart();
        io.run_for(20ms);
        slow.cancel.emit(asio::cancellation_type::terminal);
        CHECK(run_until(io, [&] { return conn->status() == connection_status::broken; }));
        CHECK_FALSE(behind.done());
        REQUIRE(completes(io, behind));
        CHECK(behind.answer);
    }
    SECTION("threads") {
        std::atomic<bool> given_up = false, answered = false;
        std::thread late([&] {
            try {
                static_cast<void>(tests::execute_in_thread(*conn, sql("SELECT pg_sleep(0.8)"), tests::deadline::after(20ms)));
            } catch (const vinyl::timeout&) {
                given_up = true;
            }
        });
        while (conn->in_flight() == 0) std::this_thread::yield();
        std::thread behind([&] {
            static_cast<void>(tests::execute_in_thread(*conn, sql("SELECT 9"), tests::soon()));
            answered = true;
        });
        while (conn->status() != connection_status::broken && !answered) std::this_thread::yield();
        const bool nobody_may_join = !answered;
        late.join();
        behind.join();
        CHECK(nobody_may_join);
        CHECK(given_up);
        CHECK(answered);
    }
    CHECK(conn->status() == connection_status::idle);
}

TEST_CASE("when nobody waits any more, a connection whose server does not answer is given up", "[postgres][cancel]") {
    asio::io_context io;
    vinyl::postgres::driver_options options;
    options.drain_limit = 100ms;
    options.cancel_on_server = false;
    auto conn = connect_on(io, tests::dsn(), options);
    std::deque<started> slow;
    start_slow(io, *conn, slow, 2);
    cancel(slow);
    CHECK(run_until(io, [&] { return conn->status() == connection_status::broken; }));
}

TEST_CASE("a coroutine keeps its deadline while a thread works for the connection", "[postgres][threads]") {
    asio::io_context io;
    auto conn = connect_on(io);
    auto holder = connect_on(io);
    REQUIRE(answers(io, *holder, "SELECT pg_advisory_lock(8150)"));
    bool thread_answered = false;
    std::thread working([&] {
        static_cast<void>(tests::execute_in_thread(*conn, sql("SELECT pg_advisory_lock(8150)"), tests::deadline::never()));
        thread_answered = true;
    });
    while (conn->in_flight() == 0) std::this_thread::yield();
    {
        started late(io.get_executor());
        late.execute(*conn, sql("SELECT 1"), tests::deadline::after(100ms));
        CHECK(run_until(io, [&] { return late.done(); }));
        CHECK(late.failed_with<vinyl::timeout>());
        CHECK(answers(io, *holder, "SELECT pg_advisory_unlock(8150)"));
        working.join();
        CHECK(completes(io, late));
    }
    CHECK(thread_answered);
    CHECK(answers(io, *conn, "SELECT 8"));
}
