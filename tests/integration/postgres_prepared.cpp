// A statement that is prepared already and has the connection to itself takes a shorter way in sync mode. What happens to
// it must be what happens on the long way, which the same lines take in async mode.
#include "support/gate.hpp"
#include "support/postgres_connection.hpp"

#include <vinyl/dual/spawn.hpp>

#include <boost/asio/executor_work_guard.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using tests::ask;
using tests::connect;
using tests::connection_pointer;
using tests::error_of;
using tests::in_both_modes;
using tests::int8_value;
using tests::number;
using tests::run;
using tests::soon;
using tests::sql;
using tests::text_value;
using vinyl::connection_status;
using vinyl::dual;
using vinyl::io::deadline;

TEST_CASE("a prepared statement that fails is told so each time, and the connection goes on", "[postgres][prepared]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        for (const std::int64_t by : {1, 1, 0, 0, 1, 0, 1}) {
            if (by != 0) {
                auto answer = co_await conn->execute(sql("SELECT 10 / $1", int8_value(by)), soon());
                CHECK(number(answer) == 10);
                continue;
            }
            auto failed = co_await error_of<vinyl::data_error>(*conn, sql("SELECT 10 / $1", int8_value(by)));
            REQUIRE(failed);
            CHECK(failed->sqlstate() == "22012");
            CHECK(conn->status() == connection_status::idle);
        }
    });
}

TEST_CASE("rows followed by an error at the implicit commit are an error, also when prepared", "[postgres][prepared]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        co_await run(*conn, "CREATE TEMPORARY TABLE r (id int8 UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        for (const std::int64_t id : {1, 2, 1, 3, 3, 4}) {
            const bool again = id == 1 ? co_await ask(*conn, "SELECT count(*) FROM r WHERE id = 1") > 0
                                       : co_await ask(*conn, "SELECT count(*) FROM r WHERE id = 3") > 0 && id == 3;
            const vinyl::statement insert = sql("INSERT INTO r VALUES ($1) RETURNING id", int8_value(id));
            auto refused = co_await error_of<vinyl::unique_violation>(*conn, insert);
            CHECK(refused.has_value() == again);
        }
        CHECK(co_await ask(*conn, "SELECT count(*) FROM r") == 4);
    });
}

TEST_CASE("a prepared statement's notices are heard", "[postgres][prepared]") {
    in_both_modes([]() -> dual<void> {
        std::vector<std::string> heard;
        vinyl::postgres::driver_options options;
        options.on_notice = [&heard](const vinyl::diagnostics& notice) { heard.push_back(notice.message); };
        auto conn = co_await connect(tests::dsn(), options);
        co_await run(*conn,
                     "CREATE FUNCTION pg_temp.say(n int8) RETURNS int8 LANGUAGE plpgsql AS "
                     "$$ BEGIN IF n > 0 THEN RAISE WARNING 'take %', n; END IF; RETURN n; END $$");
        for (const std::int64_t take : {0, 1, 2, 0, 3}) {
            auto answer = co_await conn->execute(sql("SELECT pg_temp.say($1)", int8_value(take)), soon());
            CHECK(number(answer) == take);
        }
        CHECK(heard == std::vector<std::string>{"take 1", "take 2", "take 3"});
    });
}

TEST_CASE("a prepared statement's notices are heard while it runs, and all of them", "[postgres][prepared]") {
    if (tests::through_gate()) return;  // too many bytes for one at a time
    in_both_modes([]() -> dual<void> {
        const auto start = std::chrono::steady_clock::now();
        int heard = 0;
        std::chrono::steady_clock::duration first{};
        vinyl::postgres::driver_options options;
        options.on_notice = [&](const vinyl::diagnostics&) {
            if (heard++ == 0) first = std::chrono::steady_clock::now() - start;
        };
        auto conn = co_await connect(tests::dsn(), options);
        co_await run(*conn,
                     "CREATE FUNCTION pg_temp.progress(n int8) RETURNS int8 LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1..n LOOP "
                     "RAISE WARNING 'step %', i; IF i % 1000 = 0 THEN PERFORM pg_sleep(0.2); END IF; END LOOP; RETURN n; END $$");
        for (int i = 0; i < 2; ++i) co_await conn->execute(sql("SELECT pg_temp.progress($1)", int8_value(0)), soon());
        CHECK(heard == 0);
        co_await conn->execute(sql("SELECT pg_temp.progress($1)", int8_value(4000)), soon());
        CHECK(heard == 4000);
        CHECK(std::chrono::steady_clock::now() - start - first > 300ms);
    });
}

TEST_CASE("a prepared statement that the server has forgotten is prepared again", "[postgres][prepared]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        co_await run(*conn, "CREATE TEMPORARY TABLE f (id int8)");
        co_await run(*conn, "INSERT INTO f VALUES (7)");
        const auto seven = [&]() -> dual<std::int64_t> { return ask(*conn, "SELECT * FROM f"); };
        for (int i = 0; i < 2; ++i) CHECK(co_await seven() == 7);
        co_await run(*conn, "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$");  // nothing in the answer tells
        for (int i = 0; i < 2; ++i) CHECK(co_await seven() == 7);
        co_await run(*conn, "ALTER TABLE f ADD COLUMN more int8 DEFAULT 9");
        for (int i = 0; i < 2; ++i) {
            auto answer = co_await run(*conn, "SELECT * FROM f");
            CHECK(answer.columns() == 2);
        }
        for (int i = 0; i < 3; ++i) {  // this one tells, also when it is prepared itself
            co_await run(*conn, "DEALLOCATE ALL");
            co_await run(*conn, "BEGIN");
            CHECK(co_await seven() == 7);
            co_await run(*conn, "COMMIT");
        }
    });
}

TEST_CASE("statements that know a type which was made anew are prepared again", "[postgres][prepared][types]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        auto other = co_await connect();
        co_await run(*other, "DROP TABLE IF EXISTS mood_of");
        co_await run(*other, "DROP TYPE IF EXISTS mood");
        co_await run(*other, "CREATE TYPE mood AS ENUM ('calm', 'blue')");
        co_await run(*other, "CREATE TABLE mood_of (id int8, mood mood, moods mood[])");
        co_await run(*other, "INSERT INTO mood_of VALUES (7, 'blue', '{blue}')");
        vinyl::wire_value blue = text_value("blue");
        blue.oid = 0;  // what the server infers
        const vinyl::statement warm[] = {
            sql("SELECT id FROM mood_of WHERE mood = $1", blue),
            sql("SELECT id FROM mood_of WHERE $1 = ANY (moods)", blue),
            sql("SELECT id FROM mood_of WHERE mood = $1 AND moods = ARRAY[$2::mood]", blue, blue),
            sql("SELECT CASE ($1::mood)::text WHEN 'blue' THEN 7::int8 END", blue),
            sql("UPDATE mood_of SET mood = $1 RETURNING id", blue),
            sql("SELECT 7::int8, 'blue'::mood"),
            sql("SELECT 7::int8, mood FROM mood_of"),
        };
        for (int round = 0; round < 3; ++round) {
            for (vinyl::statement each : warm) {
                auto answer = co_await conn->execute(std::move(each), soon());
                CHECK(number(answer) == 7);
            }
            co_await run(*other, "ALTER TABLE mood_of ALTER mood TYPE text, ALTER moods TYPE text[]");
            co_await run(*other, "DROP TYPE mood");
            co_await run(*other, "CREATE TYPE mood AS ENUM ('blue', 'calm')");
            co_await run(*other,
                         "ALTER TABLE mood_of ALTER mood TYPE mood USING mood::mood, "
                         "ALTER moods TYPE mood[] USING moods::mood[]");
        }
        // A transaction has failed with it, but only with the first: the others are not trusted any more either.
        for (int i = 0; i < 2; ++i) {
            co_await run(*conn, "BEGIN");
            bool failed = false;
            for (vinyl::statement each : warm) {
                if (failed) break;
                auto error = co_await error_of<vinyl::database_error>(*conn, std::move(each));
                failed = error.has_value();
            }
            CHECK(failed == (i == 0));
            co_await run(*conn, "ROLLBACK");
        }
        co_await run(*other, "DROP TABLE mood_of");
        co_await run(*other, "DROP TYPE mood");
        auto gone = co_await error_of<vinyl::programming_error>(*conn, warm[3]);  // and if it stays away, that is said
        REQUIRE(gone);
        CHECK(gone->sqlstate() == "42704");
        CHECK(conn->status() == connection_status::idle);
    });
}

TEST_CASE("a type that is missing in the middle of a statement's work does not send it again", "[postgres][prepared][types]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        auto other = co_await connect();
        co_await run(*other, "DROP SEQUENCE IF EXISTS tries");
        co_await run(*other, "DROP TYPE IF EXISTS key");
        co_await run(*other, "CREATE SEQUENCE tries");
        co_await run(*other, "CREATE TYPE key AS ENUM ('major')");
        co_await run(*conn,
                     "CREATE FUNCTION pg_temp.try(text) RETURNS text LANGUAGE plpgsql AS $$ DECLARE t text; BEGIN "
                     "PERFORM nextval('tries'); SELECT $1::key INTO t; RETURN t; END $$");
        const auto tried = [&] { return sql("SELECT pg_temp.try($1)", text_value("major")); };
        for (int i = 0; i < 7; ++i) co_await conn->execute(tried(), soon());
        co_await run(*other, "DROP TYPE key");
        co_await run(*other, "CREATE TYPE key AS ENUM ('major')");
        auto answer = co_await error_of<vinyl::database_error>(*conn, tried());
        CHECK(co_await ask(*conn, "SELECT nextval('tries')") == 9);
        co_await run(*other, "DROP TYPE key");
        co_await run(*other, "DROP SEQUENCE tries");
    });
}

TEST_CASE("DISCARD ALL is understood also when it is prepared", "[postgres][prepared]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        co_await run(*conn, "BEGIN");
        auto refused = co_await error_of<vinyl::database_error>(*conn, sql("DISCARD ALL"));  // not in a transaction
        CHECK(refused);
        co_await run(*conn, "ROLLBACK");
        for (int i = 0; i < 2; ++i) CHECK(co_await ask(*conn, "SELECT 7") == 7);
        co_await run(*conn, "DISCARD ALL");
        co_await run(*conn, "BEGIN");
        CHECK(co_await ask(*conn, "SELECT 7") == 7);  // a dead name would take the transaction down
        co_await run(*conn, "COMMIT");
    });
}

TEST_CASE("without a statement cache nothing is prepared, and everything works", "[postgres][prepared]") {
    in_both_modes([]() -> dual<void> {
        vinyl::postgres::driver_options options;
        options.statement_cache = 0;
        auto conn = co_await connect(tests::dsn(), options);
        for (const std::int64_t by : {1, 0, 1, 1}) {
            auto failed = co_await error_of<vinyl::data_error>(*conn, sql("SELECT 10 / $1", int8_value(by)));
            CHECK(failed.has_value() == (by == 0));
        }
        auto refused = false;
        try {
            co_await conn->execute(sql(std::string("SELECT 1\0", 9)), soon());
        } catch (const vinyl::usage_error&) {
            refused = true;
        }
        CHECK(refused);
        CHECK(co_await ask(*conn, "SELECT count(*) FROM pg_prepared_statements") == 0);
    });
}

TEST_CASE("a session that ends in the middle of a prepared statement is a lost connection", "[postgres][prepared]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        const std::string end = "SELECT CASE WHEN $1 = 1 THEN pg_terminate_backend(pg_backend_pid()) END";
        for (int i = 0; i < 2; ++i) co_await conn->execute(sql(end, int8_value(0)), soon());
        auto killed = co_await error_of<vinyl::connection_lost>(*conn, sql(end, int8_value(1)));
        REQUIRE(killed);
        CHECK(killed->sqlstate() == "57P01");
        CHECK(conn->status() == connection_status::broken);
        auto gone = co_await error_of<vinyl::not_sent>(*conn, sql(end, int8_value(0)));
        CHECK(gone);
    });
}

TEST_CASE("a prepared statement ends at its deadline, and the connection goes on", "[postgres][prepared]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        const auto nap = [](double seconds) { return sql("SELECT pg_sleep($1::text::float8)", text_value(std::to_string(seconds))); };
        for (int i = 0; i < 2; ++i) co_await conn->execute(nap(0), soon());
        const auto start = std::chrono::steady_clock::now();
        auto late = co_await error_of<vinyl::timeout>(*conn, nap(30), deadline::after(100ms));
        REQUIRE(late);
        auto too_late = co_await error_of<vinyl::timeout>(*conn, nap(0), deadline::after(-1ms));
        CHECK(too_late);
        CHECK(co_await ask(*conn, "SELECT 7") == 7);
        CHECK(std::chrono::steady_clock::now() - start < 10s);
    });
}

TEST_CASE("a deadline ends a statement whose answer does not stop coming", "[postgres][prepared]") {
    if (tests::through_gate()) return;  // byte by byte it would not come fast enough to show anything
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        const std::string flood = "SELECT repeat('x', 1000) FROM generate_series(1, $1::int8)";
        for (int i = 0; i < 2; ++i) co_await conn->execute(sql(flood, int8_value(1)), soon());
        const auto start = std::chrono::steady_clock::now();
        auto late = co_await error_of<vinyl::timeout>(*conn, sql(flood, int8_value(3'000'000)), deadline::after(150ms));
        CHECK(late);
        CHECK(std::chrono::steady_clock::now() - start < 1s);
        CHECK(co_await ask(*conn, "SELECT 7") == 7);
    });
}

TEST_CASE("a prepared statement's answer may come in many pieces, and with nothing in it", "[postgres][prepared]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        const std::int64_t most = tests::through_gate() ? 5'000 : 5'000'000;
        for (const std::int64_t size : {std::int64_t{1}, most, std::int64_t{0}, most}) {
            auto answer = co_await conn->execute(sql("SELECT repeat('x', $1::int8::int)", int8_value(size)), soon());
            CHECK(answer.bytes(0, 0) == std::string(static_cast<std::size_t>(size), 'x'));
            auto rows = co_await conn->execute(sql("SELECT generate_series(1, $1::int8)", int8_value(size / 1000)), soon());
            CHECK(rows.rows() == static_cast<std::size_t>(size / 1000));
        }
    });
}

TEST_CASE("a statement takes few parameters and many", "[postgres][prepared]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        for (const int count : {0, 1, 7, 8, 9, 40, 2000}) {
            vinyl::statement sum = sql("SELECT 0");
            for (int i = 1; i <= count; ++i) {
                sum.text += " + $" + std::to_string(i) + "::int8";
                sum.parameters.push_back(int8_value(i));
            }
            for (int i = 0; i < 3; ++i) {
                auto answer = co_await conn->execute(sum, soon());
                CHECK(number(answer) == std::int64_t{count} * (count + 1) / 2);
            }
            if (count == 0) continue;
            sum.parameters.back().null = true;
            sum.parameters.back().bytes.clear();
            auto nothing = co_await conn->execute(sum, soon());
            CHECK(nothing.is_null(0, 0));
        }
    });
}

TEST_CASE("a thread that is alone with a prepared statement does not stay alone", "[postgres][prepared][threads]") {
    const vinyl::async_scope scope(false);
    auto conn = connect().get();
    const auto nap = [] { return sql("SELECT pg_sleep($1::int8 / 10.0)", int8_value(3)); };
    for (int i = 0; i < 2; ++i) static_cast<void>(conn->execute(nap(), soon()).get());

    SECTION("another thread's statement comes after it") {
        std::thread alone([&] { static_cast<void>(conn->execute(nap(), soon()).get()); });
        std::this_thread::sleep_for(100ms);
        CHECK(conn->status() == connection_status::busy);
        CHECK(conn->in_flight() == 1);
        CHECK(conn->alive());
        CHECK(ask(*conn, "SELECT 7").get() == 7);
        alone.join();
    }
    SECTION("another thread gives up waiting for it, and it is alone again") {
        std::thread alone([&] { static_cast<void>(conn->execute(nap(), soon()).get()); });
        std::this_thread::sleep_for(50ms);
        CHECK_THROWS_AS(conn->execute(sql("SELECT 1"), deadline::after(50ms)).get(), vinyl::timeout);
        alone.join();
        CHECK(ask(*conn, "SELECT 7").get() == 7);
    }
    SECTION("another thread closes the connection") {
        bool lost = false;
        std::thread alone([&] {
            try {
                static_cast<void>(conn->execute(nap(), soon()).get());
            } catch (const vinyl::connection_lost&) {
                lost = true;
            }
        });
        std::this_thread::sleep_for(100ms);
        conn->close();
        alone.join();
        CHECK(lost);
        return;
    }
    CHECK(conn->in_flight() == 0);
    CHECK(conn->status() == connection_status::idle);
}

TEST_CASE("a coroutine joins a thread that is alone with a prepared statement", "[postgres][prepared][threads]") {
    boost::asio::io_context io;
    connection_pointer conn;
    vinyl::spawn(
        io, [&]() -> dual<void> { conn = co_await connect(); }, [](std::exception_ptr failed) { CHECK_FALSE(failed); });
    io.run();
    io.restart();
    auto work = boost::asio::make_work_guard(io);
    std::thread loop([&] { io.run(); });
    std::atomic<int> right = 0, ended = 0;
    vinyl::spawn(
        io,
        [&]() -> dual<void> {
            for (int i = 0; i < 100; ++i) {
                auto answer = co_await conn->execute(sql("SELECT $1 + 0", int8_value(i)), soon());
                if (number(answer) == i) ++right;
            }
        },
        [&](std::exception_ptr) { ++ended; });
    {
        const vinyl::async_scope scope(false);
        for (int i = 0; i < 300; ++i)
            if (number(conn->execute(sql("SELECT $1 + 0", int8_value(i)), soon()).get()) == i) ++right;
    }
    for (int i = 0; i < 2000 && ended < 1; ++i) std::this_thread::sleep_for(10ms);
    work.reset();
    loop.join();
    CHECK(right == 400);
    CHECK(ended == 1);
}
