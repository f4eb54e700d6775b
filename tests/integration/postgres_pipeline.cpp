// Several statements at once on one connection: order, independence, giving up, closing, and threads.
#include "support/postgres_connection.hpp"

#include <vinyl/dual/gather.hpp>

#include <boost/asio/executor_work_guard.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using tests::ask;
using tests::connect_on;
using tests::int8_value;
using tests::number;
using tests::run_until;
using tests::soon;
using tests::sql;
using tests::started;
using vinyl::connection_status;
using vinyl::dual;
using vinyl::io::deadline;

namespace {

// Runs statements at the same time on one connection, and waits for all.
std::deque<started> all_at_once(asio::io_context& io, vinyl::postgres::connection& conn,
                                const std::vector<vinyl::statement>& statements, deadline until = soon()) {
    std::deque<started> begun;
    for (const vinyl::statement& one : statements) {
        begun.emplace_back(io.get_executor());
        begun.back().execute(conn, one, until);
    }
    CHECK(run_until(
        io,
        [&] {
            for (const started& one : begun)
                if (!one.done()) return false;
            return true;
        },
        60s));
    for (const started& one : begun) CHECK(one.completions == 1);
    return begun;
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

TEST_CASE("statements run in the order of the calls, and each gets its own answer", "[postgres][pipeline]") {
    asio::io_context io;
    auto conn = connect_on(io);
    std::vector<vinyl::statement> many;
    for (int i = 0; i < 500; ++i) many.push_back(sql("SELECT $1 + 0", int8_value(i)));
    const auto begun = all_at_once(io, *conn, many);
    for (std::size_t i = 0; i < begun.size(); ++i) {
        REQUIRE(begun[i].answer);
        CHECK(number(*begun[i].answer) == static_cast<std::int64_t>(i));
    }
    CHECK(conn->in_flight() == 0);
    CHECK(conn->status() == connection_status::idle);
}

TEST_CASE("a failing statement between two writes harms neither", "[postgres][pipeline]") {
    asio::io_context io;
    auto conn = connect_on(io);
    ask_now(io, *conn, "CREATE TEMPORARY TABLE w (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    const auto begun = all_at_once(io, *conn,
                                   {sql("INSERT INTO w VALUES (1)"), sql("INSERT INTO w VALUES (1 / 0)"),
                                    sql("INSERT INTO w VALUES (2)"), sql("INSERT INTO w VALUES (1)"),
                                    sql("nonsense"), sql("INSERT INTO w VALUES (3)")});
    CHECK(begun[0].answer);
    CHECK(begun[1].failed_with<vinyl::data_error>());
    CHECK(begun[2].answer);
    CHECK(begun[3].failed_with<vinyl::unique_violation>());  // reported at its commit, not before
    CHECK(begun[4].failed_with<vinyl::programming_error>());
    CHECK(begun[5].answer);
    CHECK(ask_now(io, *conn, "SELECT count(*) FROM w") == 3);
}

TEST_CASE("reads that share a Sync are repaired when one of them fails", "[postgres][pipeline]") {
    asio::io_context io;
    auto conn = connect_on(io);
    for (int round = 0; round < 3; ++round) {
        std::vector<vinyl::statement> many;
        for (int i = 0; i < 150; ++i)
            many.push_back(i % 10 == 7
                               ? read("SELECT 1 / (" + std::to_string(i) + " - " + std::to_string(i) + ")")
                               : read("SELECT " + std::to_string(i + round * 75)));
        many.push_back(read("SELECT no_such_column"));
        many.push_back(read("SELECT 4711"));
        const auto begun = all_at_once(io, *conn, many);
        for (std::size_t i = 0; i < 150; ++i) {
            INFO(i);
            if (i % 10 == 7)
                CHECK(begun[i].failed_with<vinyl::data_error>());
            else
                CHECK(number(begun[i].answer.value()) == static_cast<std::int64_t>(i) + round * 75);
        }
        CHECK(begun[150].failed_with<vinyl::programming_error>());
        CHECK(number(begun[151].answer.value()) == 4711);
    }
    CHECK(conn->status() == connection_status::idle);
}

TEST_CASE("a change of a table under pipelined statements heals itself", "[postgres][pipeline][cache]") {
    asio::io_context io;
    auto conn = connect_on(io);
    ask_now(io, *conn, "CREATE TEMPORARY TABLE p (a int)");
    std::vector<vinyl::statement> many(20, sql("SELECT * FROM p"));
    all_at_once(io, *conn, many);
    ask_now(io, *conn, "ALTER TABLE p ADD b int");
    for (const started& one : all_at_once(io, *conn, many)) CHECK(one.answer.value().columns() == 2);
    for (vinyl::statement& one : many) one.plain_read = true;
    ask_now(io, *conn, "ALTER TABLE p ADD c int");
    for (const started& one : all_at_once(io, *conn, many)) CHECK(one.answer.value().columns() == 3);
}

TEST_CASE("20,000 statements of 2 kB each way go through without a jam", "[postgres][pipeline][large]") {
    asio::io_context io;
    auto conn = connect_on(io);
    const std::string block(2000, 'b');
    const std::size_t count = tests::through_gate() ? 10 : 20'000;
    std::vector<vinyl::statement> many(count, sql("SELECT $1 AS echo", tests::text_value(block)));
    const auto begun = all_at_once(io, *conn, many, deadline::after(60s));
    std::size_t right = 0;
    for (const started& one : begun) right += one.answer && one.answer->bytes(0, 0) == block ? 1 : 0;
    CHECK(right == count);
}

TEST_CASE("gather pipelines in async mode and gives the same in sync mode", "[postgres][pipeline]") {
    tests::in_both_modes([]() -> dual<void> {
        auto conn = co_await tests::connect();
        auto one = conn->execute(sql("SELECT 1"), soon());
        auto two = conn->execute(sql("SELECT 2"), soon());
        auto both = co_await vinyl::gather(std::move(one), std::move(two));
        CHECK(number(std::get<0>(both)) == 1);
        CHECK(number(std::get<1>(both)) == 2);
    });
}

TEST_CASE("without pipelining, statements wait for each other", "[postgres][pipeline]") {
    asio::io_context io;
    vinyl::postgres::driver_options options;
    options.pipeline = false;
    auto conn = connect_on(io, tests::dsn(), options);
    std::vector<vinyl::statement> many;
    for (int i = 0; i < 50; ++i) many.push_back(read("SELECT " + std::to_string(i)));
    const auto begun = all_at_once(io, *conn, many);
    for (std::size_t i = 0; i < begun.size(); ++i)
        CHECK(number(begun[i].answer.value()) == static_cast<std::int64_t>(i));
}

TEST_CASE("cancelled before it is sent, a statement never runs", "[postgres][cancel]") {
    asio::io_context io;
    vinyl::postgres::driver_options options;
    options.pipeline = false;
    auto conn = connect_on(io, tests::dsn(), options);
    ask_now(io, *conn, "CREATE TEMPORARY SEQUENCE ran");
    started in_front(io.get_executor());
    started removed(io.get_executor());
    in_front.execute(*conn, sql("SELECT pg_sleep(0.2)"));
    removed.execute(*conn, sql("SELECT nextval('ran')"));
    io.run_for(20ms);
    removed.cancel.emit(asio::cancellation_type::terminal);
    REQUIRE(run_until(io, [&] { return removed.done(); }));
    CHECK(removed.cancelled());
    CHECK_FALSE(in_front.done());
    CHECK(ask_now(io, *conn, "SELECT nextval('ran')") == 1);
}

TEST_CASE("cancelled while it runs alone, a statement ends on the server, too, and the connection goes on",
          "[postgres][cancel]") {
    for (const auto type : {asio::cancellation_type::terminal, asio::cancellation_type::partial,
                            asio::cancellation_type::total}) {
        asio::io_context io;
        auto conn = connect_on(io);
        const auto start = std::chrono::steady_clock::now();
        started slow(io.get_executor());
        slow.execute(*conn, sql("SELECT pg_sleep(60)"));
        io.run_for(50ms);
        slow.cancel.emit(type);
        REQUIRE(run_until(io, [&] { return slow.done(); }));
        CHECK(slow.cancelled());
        CHECK(ask_now(io, *conn, "SELECT 8") == 8);
        CHECK(std::chrono::steady_clock::now() - start < 20s);
        CHECK(conn->status() == connection_status::idle);
    }
}

TEST_CASE("cancelled before the server has begun with it, a statement is ended nevertheless",
          "[postgres][cancel]") {
    for (int round = 0; round < 20; ++round) {
        asio::io_context io;
        auto conn = connect_on(io);
        const auto start = std::chrono::steady_clock::now();
        started slow(io.get_executor());
        slow.execute(*conn, sql("SELECT pg_sleep(60)"));
        while (conn->in_flight() == 0) io.poll_one();
        for (int i = 0; i <= round; ++i) io.poll_one();
        slow.cancel.emit(asio::cancellation_type::terminal);
        REQUIRE(run_until(io, [&] { return slow.done(); }));
        CHECK(ask_now(io, *conn, "SELECT 8") == 8);
        CHECK(std::chrono::steady_clock::now() - start < 10s);
    }
}

TEST_CASE("cancelled with others behind it, a statement runs to its end and nobody else is harmed",
          "[postgres][cancel]") {
    asio::io_context io;
    auto conn = connect_on(io);
    ask_now(io, *conn, "CREATE TEMPORARY TABLE c (id int)");
    started slow(io.get_executor());
    started behind(io.get_executor());
    slow.execute(*conn, sql("INSERT INTO c SELECT 1 FROM pg_sleep(0.3)"));
    behind.execute(*conn, sql("SELECT count(*) FROM c"));
    io.run_for(50ms);
    slow.cancel.emit(asio::cancellation_type::terminal);
    REQUIRE(run_until(io, [&] { return slow.done(); }));
    CHECK_FALSE(behind.done());
    REQUIRE(run_until(io, [&] { return behind.done(); }));
    CHECK(number(behind.answer.value()) == 1);
}

TEST_CASE("1,000 cancels at random moments kill no innocent statement", "[postgres][cancel][storm]") {
    asio::io_context io;
    auto conn = connect_on(io);
    std::mt19937 random(4711);
    int cancelled = 0;
    int innocent_killed = 0;
    const int rounds = tests::through_gate() ? 50 : 1000;
    for (int round = 0; round < rounds; ++round) {
        started victim(io.get_executor());
        started innocent(io.get_executor());
        victim.execute(*conn, sql("SELECT pg_sleep(0.001)"));
        const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(random() % 2500);
        while (std::chrono::steady_clock::now() < until) io.poll_one();
        victim.cancel.emit(asio::cancellation_type::total);
        innocent.execute(*conn, sql("SELECT 1 FROM pg_sleep(0.0005)"));
        REQUIRE(run_until(io, [&] { return victim.done() && innocent.done(); }));
        cancelled += victim.cancelled() ? 1 : 0;
        if (innocent.error) ++innocent_killed;
    }
    CHECK(innocent_killed == 0);
    CHECK(cancelled > rounds / 20);
    CHECK(conn->status() == connection_status::idle);
}

TEST_CASE("a deadline ends the wait of a pipelined statement only", "[postgres][cancel]") {
    asio::io_context io;
    auto conn = connect_on(io);
    started slow(io.get_executor());
    started late(io.get_executor());
    started patient(io.get_executor());
    slow.execute(*conn, sql("SELECT pg_sleep(0.4)"));
    late.execute(*conn, sql("SELECT 1"), deadline::after(100ms));
    patient.execute(*conn, sql("SELECT 2"));
    REQUIRE(run_until(io, [&] { return late.done(); }));
    CHECK(late.failed_with<vinyl::timeout>());
    CHECK_FALSE(slow.done());
    REQUIRE(run_until(io, [&] { return slow.done() && patient.done(); }));
    CHECK(slow.answer);
    CHECK(number(patient.answer.value()) == 2);
}

TEST_CASE("a connection lost in the pipeline tells each statement whether it may have run",
          "[postgres][pipeline]") {
    asio::io_context io;
    vinyl::postgres::driver_options options;
    options.pipeline = false;  // so that one is sent and the others wait
    for (const bool pipelined : {true, false}) {
        options.pipeline = pipelined;
        auto conn = connect_on(io, tests::dsn(), options);
        const auto begun = all_at_once(
            io, *conn,
            {sql("SELECT pg_terminate_backend(pg_backend_pid())"), sql("SELECT 1"), sql("SELECT 2")});
        for (const started& one : begun) CHECK(one.failed_with<vinyl::connection_lost>());
        CHECK_FALSE(begun[0].failed_with<vinyl::not_sent>());
        CHECK(begun[1].failed_with<vinyl::not_sent>() == !pipelined);
        CHECK(begun[2].failed_with<vinyl::not_sent>() == !pipelined);
        CHECK(conn->status() == connection_status::broken);
    }
}

TEST_CASE("a connection destroyed with statements under way fails them and does not block",
          "[postgres][pipeline]") {
    asio::io_context io;
    auto conn = connect_on(io);
    started slow(io.get_executor());
    started waiting(io.get_executor());
    slow.execute(*conn, sql("SELECT pg_sleep(60)"));
    waiting.execute(*conn, sql("SELECT 1"));
    io.run_for(20ms);
    const auto start = std::chrono::steady_clock::now();
    conn.reset();
    CHECK(std::chrono::steady_clock::now() - start < 1s);
    REQUIRE(run_until(io, [&] { return slow.done() && waiting.done(); }));
    CHECK(slow.failed_with<vinyl::connection_lost>());
    CHECK(waiting.failed_with<vinyl::connection_lost>());
}

TEST_CASE("a loop that is destroyed with statements under way leaks nothing", "[postgres][pipeline]") {
    auto io = std::make_unique<asio::io_context>();
    auto conn = connect_on(*io);
    auto kept = std::make_shared<int>(1);
    {
        const vinyl::async_scope scope(true);
        conn->execute(sql("SELECT pg_sleep(60)"), soon())(
            asio::bind_executor(io->get_executor(), [kept](std::exception_ptr, vinyl::postgres::result) {}));
    }
    io->run_for(20ms);
    CHECK(kept.use_count() == 2);
    conn.reset();
    io.reset();
    CHECK(kept.use_count() == 1);
}

TEST_CASE("a loop takes the coroutine, its connection and the pump along", "[postgres][pipeline]") {
    auto io = std::make_unique<asio::io_context>();
    auto kept = std::make_shared<int>(1);
    vinyl::spawn(
        *io,
        [kept]() -> dual<void> {
            auto conn = co_await tests::connect();
            co_await conn->execute(sql("SELECT pg_sleep(60)"), soon());
        },
        [](std::exception_ptr) {});
    for (int i = 0; i < 200; ++i) io->run_one_for(1ms);
    io.reset();
    CHECK(kept.use_count() == 1);
}

TEST_CASE("an idle connection does not keep its loop running", "[postgres][pipeline]") {
    asio::io_context io;
    auto conn = connect_on(io);
    CHECK(ask_now(io, *conn, "SELECT 1") == 1);
    io.restart();
    const auto start = std::chrono::steady_clock::now();
    io.run_for(10s);
    CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("threads may share a connection in sync mode", "[postgres][threads]") {
    const vinyl::async_scope scope(false);
    auto conn = tests::connect().get();
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 100; ++i) {
                const auto answer =
                    conn->execute(sql("SELECT $1 + 0", int8_value(t * 1000 + i)), soon()).get();
                if (number(answer) == t * 1000 + i) ++right;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(right == 400);
    CHECK(conn->status() == connection_status::idle);
}

TEST_CASE("a thread that waits behind another one keeps its own deadline", "[postgres][threads]") {
    const vinyl::async_scope scope(false);
    auto conn = tests::connect().get();
    std::thread slow([&] { static_cast<void>(conn->execute(sql("SELECT pg_sleep(0.5)"), soon()).get()); });
    std::this_thread::sleep_for(100ms);
    const auto start = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(conn->execute(sql("SELECT 1"), deadline::after(50ms)), vinyl::timeout);
    CHECK(std::chrono::steady_clock::now() - start < 350ms);
    slow.join();
    CHECK(ask(*conn, "SELECT 1").get() == 1);
}

TEST_CASE("closing a connection wakes the thread that waits on it", "[postgres][threads]") {
    const vinyl::async_scope scope(false);
    auto conn = tests::connect().get();
    std::atomic<bool> lost = false;
    std::thread waiting([&] {
        try {
            static_cast<void>(conn->execute(sql("SELECT pg_sleep(60)"), soon()).get());
        } catch (const vinyl::connection_lost&) {
            lost = true;
        }
    });
    std::this_thread::sleep_for(100ms);
    const auto start = std::chrono::steady_clock::now();
    conn->close();
    waiting.join();
    CHECK(lost);
    CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("coroutines on several threads may share a connection", "[postgres][threads]") {
    asio::io_context io;
    auto conn = connect_on(io);
    io.restart();
    std::atomic<int> right = 0;
    std::atomic<int> ended = 0;
    auto work = asio::make_work_guard(io);
    for (int t = 0; t < 8; ++t)
        vinyl::spawn(
            io,
            [&, t]() -> dual<void> {
                for (int i = 0; i < 50; ++i) {
                    auto answer =
                        co_await conn->execute(read("SELECT " + std::to_string(t * 1000 + i)), soon());
                    if (number(answer) == t * 1000 + i) ++right;
                }
            },
            [&](std::exception_ptr) {
                if (++ended == 8) work.reset();
            });
    std::vector<std::thread> loops;
    for (int i = 0; i < 3; ++i) loops.emplace_back([&] { io.run_for(30s); });
    for (std::thread& loop : loops) loop.join();
    CHECK(right == 400);
    CHECK(ended == 8);
}

TEST_CASE("a thread in sync mode and coroutines may use one connection together", "[postgres][threads]") {
    asio::io_context io;
    auto conn = connect_on(io);
    io.restart();
    auto work = asio::make_work_guard(io);
    std::atomic<int> right = 0;
    std::atomic<int> ended = 0;
    for (int t = 0; t < 3; ++t)
        vinyl::spawn(
            io,
            [&, t]() -> dual<void> {
                for (int i = 0; i < 50; ++i) {
                    auto answer =
                        co_await conn->execute(sql("SELECT $1 + 0", int8_value(t * 1000 + i)), soon());
                    if (number(answer) == t * 1000 + i) ++right;
                }
            },
            [&](std::exception_ptr) { ++ended; });
    std::thread loop([&] { io.run(); });
    {
        const vinyl::async_scope scope(false);
        for (int i = 0; i < 100; ++i)
            if (ask(*conn, "SELECT " + std::to_string(i)).get() == i) ++right;
    }
    for (int i = 0; i < 2000 && ended < 3; ++i) std::this_thread::sleep_for(10ms);
    work.reset();
    loop.join();
    CHECK(right == 250);
    CHECK(ended == 3);
}
