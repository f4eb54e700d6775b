// One connection, statement after statement, in both modes: results, errors, transactions, deadlines,
// notices.
#include "support/postgres_connection.hpp"
#include "support/gate.hpp"

#include <vinyl/dual/gather.hpp>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using tests::ask;
using tests::connect;
using tests::error_of;
using tests::in_both_modes;
using tests::int8_value;
using tests::number;
using tests::run;
using tests::soon;
using tests::sql;
using tests::text;
using vinyl::connection_status;
using vinyl::dual;
using vinyl::io::deadline;

TEST_CASE("a statement brings back its rows in binary form", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        CHECK(conn->status() == connection_status::idle);
        CHECK(conn->in_flight() == 0);
        auto answer = co_await conn->execute(
            sql("SELECT $1 + 1 AS more, NULL::text, 'kind of blue' AS title FROM generate_series(1, 3)",
                int8_value(41)),
            soon());
        CHECK(answer.rows() == 3);
        CHECK(answer.columns() == 3);
        CHECK(answer.affected() == 3);
        CHECK(answer.command_tag() == "SELECT 3");
        CHECK(answer.column_name(0) == "more");
        CHECK(answer.column_oid(0) == 20);
        CHECK(answer.column_oid(2) == 25);
        CHECK(number(answer, 2, 0) == 42);
        CHECK(answer.is_null(0, 1));
        CHECK(answer.bytes(0, 1).empty());
        CHECK(text(answer, 1, 2) == "kind of blue");
        // beyond the edges: nothing, rather than undefined behaviour
        CHECK(answer.is_null(7, 0));
        CHECK(answer.column_name(9).empty());
        CHECK(answer.column_oid(9) == 0);

        vinyl::wire_value null;
        null.oid = 25;
        null.null = true;
        auto none = co_await conn->execute(sql("SELECT $1 IS NULL", null), soon());
        CHECK(number(none) == 1);
        auto nothing = co_await run(*conn, "");
        CHECK(nothing.rows() == 0);
        CHECK(nothing.command_tag().empty());
        CHECK(conn->status() == connection_status::idle);
    });
}

TEST_CASE("a moved result keeps its cells where they are", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        auto answer = co_await run(*conn, "SELECT 'so what'::text");
        const std::string_view seen = answer.bytes(0, 0);
        const vinyl::postgres::result moved = std::move(answer);
        conn->close();
        conn.reset();
        CHECK(seen == "so what");
        CHECK(moved.bytes(0, 0).data() == seen.data());
    });
}

TEST_CASE("affected rows and command tags are the server's", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        co_await run(*conn, "CREATE TEMPORARY TABLE t (id int)");
        auto inserted = co_await run(*conn, "INSERT INTO t SELECT generate_series(1, 5)");
        CHECK(inserted.affected() == 5);
        CHECK(inserted.command_tag() == "INSERT 0 5");
        auto updated = co_await run(*conn, "UPDATE t SET id = id + 1 WHERE id > 3");
        CHECK(updated.affected() == 2);
        // Not inside CHECK: Catch2 shows its expression to the compiler twice, and g++ awaits it twice.
        auto deleted = co_await run(*conn, "DELETE FROM t");
        CHECK(deleted.command_tag() == "DELETE 5");
    });
}

TEST_CASE("an error carries all that the server says about it, and leaves the connection usable",
          "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        co_await run(*conn,
                     "CREATE TEMPORARY TABLE artist (id int PRIMARY KEY, name text NOT NULL, "
                     "CONSTRAINT short_name CHECK (length(name) < 10))");
        co_await run(*conn, "INSERT INTO artist VALUES (1, 'Miles')");

        auto unique =
            co_await error_of<vinyl::unique_violation>(*conn, sql("INSERT INTO artist VALUES (1, 'John')"));
        REQUIRE(unique);
        CHECK(unique->sqlstate() == "23505");
        CHECK(unique->constraint() == "artist_pkey");
        CHECK(unique->table() == "artist");
        CHECK_THAT(unique->detail(), Contains("(id)=(1)"));
        CHECK_THAT(unique->what(),
                   Contains("23505") && Contains("INSERT INTO artist") && !Contains("(id)=(1)"));
        CHECK(unique->statement() == "INSERT INTO artist VALUES (1, 'John')");
        CHECK(unique->fields().severity == "ERROR");
        CHECK(unique->fields().source_function == "_bt_check_unique");
        CHECK_FALSE(unique->fields().schema.empty());

        CHECK(
            co_await error_of<vinyl::not_null_violation>(*conn, sql("INSERT INTO artist VALUES (2, NULL)")));
        CHECK(co_await error_of<vinyl::check_violation>(
            *conn, sql("INSERT INTO artist VALUES (2, 'Charles Mingus')")));
        CHECK(co_await error_of<vinyl::data_error>(*conn, sql("SELECT 1 / 0")));
        auto wrong = co_await error_of<vinyl::programming_error>(*conn, sql("SELECT * FROM no_such_table"));
        REQUIRE(wrong);
        CHECK(wrong->fields().position == "15");
        CHECK(co_await error_of<vinyl::operational_error>(*conn,
                                                          sql("SELECT pg_cancel_backend(pg_backend_pid())")));
        CHECK(conn->status() == connection_status::idle);
        CHECK(co_await ask(*conn, "SELECT 7") == 7);
    });
}

TEST_CASE("transactions show in the status, and a COMMIT that rolled back in its tag", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        co_await run(*conn, "BEGIN");
        CHECK(conn->status() == connection_status::in_transaction);
        CHECK(co_await error_of(*conn, sql("SELECT 1 / 0")));
        CHECK(conn->status() == connection_status::failed_transaction);
        auto refused = co_await error_of(*conn, sql("SELECT 1"));
        REQUIRE(refused);
        CHECK(refused->sqlstate() == "25P02");
        auto ended = co_await run(*conn, "COMMIT");
        CHECK(ended.command_tag() == "ROLLBACK");
        CHECK(conn->status() == connection_status::idle);
        co_await run(*conn, "BEGIN");
        auto committed = co_await run(*conn, "COMMIT");
        CHECK(committed.command_tag() == "COMMIT");
    });
}

TEST_CASE("a deferred constraint that fails at the implicit commit is the statement's error", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        co_await run(*conn, "CREATE TEMPORARY TABLE d (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        co_await run(*conn, "INSERT INTO d VALUES (1)");
        for (int i = 0; i < 3; ++i) {  // the first one with its Parse, the others without
            auto late = co_await error_of<vinyl::unique_violation>(*conn, sql("INSERT INTO d VALUES (1)"));
            CHECK(late);
        }
        CHECK(co_await ask(*conn, "SELECT count(*) FROM d") == 1);
    });
}

TEST_CASE("a statement that can not be sent is refused before anything is", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        vinyl::statement many = sql("SELECT 1");
        many.parameters.resize(65'536);
        bool refused = false;
        try {
            co_await conn->execute(many, soon());
        } catch (const vinyl::usage_error& error) {
            refused = true;
            CHECK_THAT(error.what(), Contains("65536") && Contains("unnest"));
        }
        CHECK(refused);
        refused = false;
        try {
            co_await conn->execute(sql(std::string("SELECT 1\0; DROP TABLE x", 22)), soon());
        } catch (const vinyl::usage_error&) {
            refused = true;
        }
        CHECK(refused);
        if (tests::through_gate()) co_return;  // a megabyte, byte by byte
        std::string list = "SELECT $1::int8";
        vinyl::statement most;
        for (int i = 1; i <= 65'535; ++i) {
            if (i > 1) list += ",$" + std::to_string(i) + "::int8";
            most.parameters.push_back(int8_value(i));
        }
        // a target list has a limit of its own, so the server refuses it; the protocol does not
        most.text = std::move(list);
        auto told = co_await error_of<vinyl::database_error>(*conn, std::move(most));
        CHECK(told);
        CHECK(co_await ask(*conn, "SELECT 3") == 3);
    });
}

TEST_CASE("at its deadline a statement times out, and the connection serves the next one", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        const auto start = std::chrono::steady_clock::now();
        auto late =
            co_await error_of<vinyl::timeout>(*conn, sql("SELECT pg_sleep(30)"), deadline::after(150ms));
        const auto took = std::chrono::steady_clock::now() - start;
        REQUIRE(late);
        CHECK(took >= 150ms);
        CHECK(took < 5s);
        CHECK_THAT(late->what(), Contains("pg_sleep(30)") && Contains("150 ms"));
        // the server was asked to cancel it, or the next one would wait for half a minute
        CHECK(co_await ask(*conn, "SELECT 5") == 5);
        CHECK(std::chrono::steady_clock::now() - start < 15s);
        CHECK(conn->status() == connection_status::idle);
        auto never = co_await error_of<vinyl::timeout>(*conn, sql("SELECT 1"), deadline::after(0s));
        CHECK(never);
    });
}

TEST_CASE("a large value goes both ways at once", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        const std::size_t size = tests::through_gate() ? 5'000 : 8 * 1024 * 1024;
        std::string large(size, 'x');
        for (std::size_t i = 0; i < large.size(); i += 997) large[i] = static_cast<char>('a' + i % 26);
        auto answer =
            co_await conn->execute(sql("SELECT $1", tests::text_value(large)), deadline::after(60s));
        CHECK(answer.bytes(0, 0) == large);
    });
}

TEST_CASE("notices go to the program, if it wants them, and never to stderr", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        std::vector<vinyl::diagnostics> heard;
        vinyl::postgres::driver_options options;
        options.on_notice = [&heard](const vinyl::diagnostics& notice) {
            heard.push_back(notice);
            throw std::runtime_error("a log that fails");
        };
        auto conn = co_await connect(tests::dsn(), options);
        co_await run(*conn, "DO $$ BEGIN RAISE WARNING 'kind of %', 'blue' USING HINT = 'listen'; END $$");
        REQUIRE(heard.size() == 1);
        CHECK(heard[0].severity == "WARNING");
        CHECK(heard[0].message == "kind of blue");
        CHECK(heard[0].hint == "listen");
        auto silent = co_await connect();
        co_await run(*silent, "DO $$ BEGIN RAISE WARNING 'not to be seen'; END $$");
    });
}

TEST_CASE("a thread that is told a notice in the middle of a statement can not wait for itself", "[postgres]") {
    const vinyl::async_scope scope(false);
    tests::connection_pointer conn;
    int told = 0;
    int refused = 0;
    auto other = connect().get();
    CHECK(ask(*other, "SELECT 1 FROM pg_advisory_lock(8152)").get() == 1);
    vinyl::postgres::driver_options options;
    options.on_notice = [&](const vinyl::diagnostics&) {
        if (++told > 1) return;
        try {
            static_cast<void>(tests::execute_in_thread(*conn, sql("SELECT 1"), deadline::after(2s)));
        } catch (const vinyl::usage_error& error) {
            ++refused;
            CHECK_THAT(error.what(), Contains("on_notice"));
        }
        static_cast<void>(tests::execute_in_thread(*other, sql("SELECT pg_advisory_unlock(8152)"), soon()));
    };
    conn = connect(tests::dsn(), options).get();
    const std::string waits = "DO $$ BEGIN RAISE NOTICE 'hello'; PERFORM pg_advisory_lock(8152); END $$";
    static_cast<void>(tests::execute_in_thread(*conn, sql(waits), soon()));
    CHECK(told == 1);
    CHECK(refused == 1);
    CHECK(ask(*conn, "SELECT 2").get() == 2);
}

TEST_CASE("COPY is refused by a typed error, and ends the connection", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        for (const char* copy : {"COPY (SELECT 1) TO STDOUT", "COPY pg_temp.c FROM STDIN"}) {
            auto conn = co_await connect();
            co_await run(*conn, "CREATE TEMPORARY TABLE c (id int)");
            auto refused = co_await error_of<vinyl::programming_error>(*conn, sql(copy));
            CHECK(refused);
            CHECK(conn->status() == connection_status::broken);
            auto gone = co_await error_of<vinyl::not_sent>(*conn, sql("SELECT 1"));
            CHECK(gone);
        }
    });
}

TEST_CASE("a session that the server ended is noticed without a round trip, and told apart when used",
          "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        auto other = co_await connect();
        CHECK(conn->alive());
        const auto pid = co_await ask(*conn, "SELECT pg_backend_pid()");
        CHECK(conn->alive());
        co_await run(*other, "SELECT pg_terminate_backend(" + std::to_string(pid) + ")");
        bool alive = true;
        for (int i = 0; i < 500 && alive; ++i) {
            alive = conn->alive();
            if (alive) std::this_thread::sleep_for(10ms);
        }
        CHECK_FALSE(alive);
        CHECK(conn->status() == connection_status::broken);
        auto gone = co_await error_of<vinyl::not_sent>(*conn, sql("SELECT 1"));
        REQUIRE(gone);
        CHECK(gone->sqlstate() == "57P01");

        // ended in the middle of a statement
        auto third = co_await connect();
        auto killed = co_await error_of<vinyl::connection_lost>(
            *third, sql("SELECT pg_terminate_backend(pg_backend_pid())"));
        REQUIRE(killed);
        CHECK(killed->sqlstate() == "57P01");
        CHECK(third->status() == connection_status::broken);
    });
}

TEST_CASE("a closed connection refuses statements; closing twice is nothing", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        conn->close();
        conn->close();
        CHECK(conn->status() == connection_status::broken);
        CHECK_FALSE(conn->alive());
        auto gone = co_await error_of<vinyl::not_sent>(*conn, sql("SELECT 1"));
        REQUIRE(gone);
        CHECK_THAT(gone->what(), Contains("closed by this program"));
    });
}

TEST_CASE("each error of connecting says where, why and what to do", "[postgres][connect]") {
    in_both_modes([]() -> dual<void> {
        std::string what;
        vinyl::postgres::settings no_database(tests::dsn());
        no_database.set("dbname", "no_such_database");
        vinyl::postgres::settings no_user(tests::dsn());
        no_user.set("user", "nobody_at_all").set("password", "s3cret");
        try {
            co_await vinyl::postgres::connect(no_database, {}, soon());
        } catch (const vinyl::programming_error& error) {
            what = error.what();
            CHECK(error.sqlstate() == "3D000");
        }
        CHECK_THAT(what, Contains("no_such_database") && Contains("create the database") &&
                             Contains("user postgres"));
        what.clear();
        try {
            co_await vinyl::postgres::connect(no_user, {}, soon());
        } catch (const vinyl::programming_error& error) {
            what = error.what();
            CHECK(error.sqlstate() == "28000");
        }
        CHECK_THAT(what, Contains("nobody_at_all") && Contains("pg_hba.conf") && !Contains("s3cret"));
        what.clear();
        try {
            co_await connect("host=127.0.0.1 port=1 dbname=music user=miles password=s3cret");
        } catch (const vinyl::connection_lost& error) {
            what = error.what();
        }
        CHECK_THAT(what, Contains("127.0.0.1") && Contains("port 1,") && Contains("music") &&
                             Contains("server runs") && !Contains("s3cret"));
        what.clear();
        try {
            co_await connect("host=/no/such/folder dbname=music");
        } catch (const vinyl::connection_lost& error) {
            what = error.what();
        }
        CHECK_THAT(what, Contains("/no/such/folder"));
        what.clear();
        try {
            co_await connect("host=no-such-host.invalid dbname=music");
        } catch (const vinyl::connection_lost& error) {
            what = error.what();
        }
        CHECK_THAT(what, Contains("no-such-host.invalid"));
    });
}

TEST_CASE("connecting tries the next host, whose socket has the number of the first one's",
          "[postgres][connect]") {
    in_both_modes([]() -> dual<void> {
        const std::string port = std::to_string(*tests::server().port());
        for (const char* attributes : {"any", "read-write", "prefer-standby"}) {
            auto conn = co_await connect("host=127.0.0.1,127.0.0.1 port=1," + port +
                                         " user=postgres dbname=postgres "
                                         "target_session_attrs=" +
                                         attributes);
            CHECK(co_await ask(*conn, "SELECT 1") == 1);
        }
        auto by_name = co_await connect("host=localhost port=" + port + " user=postgres dbname=postgres");
        CHECK(co_await ask(*by_name, "SELECT 1") == 1);
    });
}

TEST_CASE("the session is set up as vinyl promises", "[postgres][connect]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        auto encoding = co_await run(*conn, "SHOW client_encoding");
        CHECK(text(encoding) == "UTF8");
        auto name = co_await run(*conn, "SHOW application_name");
        CHECK(text(name) == "vinyl");
        vinyl::postgres::settings where(tests::dsn());
        where.set("application_name", "shop")
            .set_on_server("statement_timeout", "123")
            .set_on_server("search_path", "\"a b\", c");
        const vinyl::postgres::driver driver(where);
        auto own = co_await driver.connect(soon());
        auto timeout = co_await run(*own, "SHOW statement_timeout");
        CHECK(text(timeout) == "123ms");
        auto path = co_await run(*own, "SHOW search_path");
        CHECK(text(path) == "\"a b\", c");
        auto shop = co_await run(*own, "SHOW application_name");
        CHECK(text(shop) == "shop");
    });
}

TEST_CASE("a session whose encoding was changed is not handed on", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        co_await run(*conn, "SET client_encoding = 'LATIN1'");
        CHECK(conn->status() == connection_status::broken);
    });
}

TEST_CASE("without named statements and without pipelining everything still works", "[postgres]") {
    in_both_modes([]() -> dual<void> {
        vinyl::postgres::driver_options options;
        options.statement_cache = 0;
        options.pipeline = false;
        auto conn = co_await connect(tests::dsn(), options);
        for (int i = 0; i < 3; ++i) {
            auto answer = co_await conn->execute(sql("SELECT $1 * 2", int8_value(i)), soon());
            CHECK(number(answer) == i * 2);
        }
        CHECK(co_await error_of(*conn, sql("SELECT nope")));
        CHECK(co_await ask(*conn, "SELECT count(*) FROM pg_prepared_statements") == 0);
    });
}

TEST_CASE("prepared statements are kept up to the limit, and the rest deallocated", "[postgres][cache]") {
    in_both_modes([]() -> dual<void> {
        vinyl::postgres::driver_options options;
        options.statement_cache = 8;
        auto conn = co_await connect(tests::dsn(), options);
        for (int round = 0; round < 2; ++round)
            for (int i = 0; i < 50; ++i) CHECK(co_await ask(*conn, "SELECT " + std::to_string(i)) == i);
        CHECK(co_await ask(*conn, "SELECT count(*) FROM pg_prepared_statements") <= 9);
        CHECK(conn->status() == connection_status::idle);

        // not in a failed transaction, where it could not be done; later
        co_await run(*conn, "BEGIN");
        CHECK(co_await error_of(*conn, sql("SELECT 1 / 0")));
        for (int i = 0; i < 20; ++i)
            CHECK(co_await error_of(*conn, sql("SELECT 1000 + " + std::to_string(i))));
        co_await run(*conn, "ROLLBACK");
        for (int i = 0; i < 20; ++i) CHECK(co_await ask(*conn, "SELECT " + std::to_string(i)) == i);
        CHECK(co_await ask(*conn, "SELECT count(*) FROM pg_prepared_statements") <= 9);
    });
}

TEST_CASE("a change of the table under a prepared statement heals itself outside of a transaction",
          "[postgres][cache]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        co_await run(*conn, "CREATE TEMPORARY TABLE s (a int)");
        co_await run(*conn, "INSERT INTO s VALUES (1)");
        for (int i = 0; i < 3; ++i) CHECK((co_await run(*conn, "SELECT * FROM s")).columns() == 1);
        co_await run(*conn, "ALTER TABLE s ADD b text");
        CHECK((co_await run(*conn, "SELECT * FROM s")).columns() == 2);
        co_await run(*conn, "ALTER TABLE s ALTER a TYPE bigint");
        CHECK((co_await run(*conn, "SELECT * FROM s")).column_oid(0) == 20);

        co_await run(*conn, "BEGIN");
        co_await run(*conn, "ALTER TABLE s DROP b");
        auto inside = co_await error_of(*conn, sql("SELECT * FROM s"));
        REQUIRE(inside);
        CHECK(inside->sqlstate() == "0A000");
        co_await run(*conn, "ROLLBACK");
        CHECK((co_await run(*conn, "SELECT * FROM s")).columns() == 2);
    });
}

TEST_CASE("statements that the server forgot are prepared again", "[postgres][cache]") {
    in_both_modes([]() -> dual<void> {
        auto conn = co_await connect();
        for (const char* forget : {"DISCARD ALL", "DEALLOCATE ALL"}) {
            CHECK(co_await ask(*conn, "SELECT 1") == 1);
            co_await run(*conn, forget);
            CHECK(co_await ask(*conn, "SELECT 1") == 1);
        }
        // behind the driver's back
        co_await run(*conn, "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$");
        CHECK(co_await ask(*conn, "SELECT 1") == 1);
        CHECK(co_await error_of(*conn, sql("SELECT broken")));
        CHECK(co_await error_of(*conn, sql("SELECT broken")));
    });
}

TEST_CASE("the text of a statement on the wire never depends on its values", "[postgres][wire]") {
    tests::gate gate(tests::server().socket_path());
    in_both_modes([&gate]() -> dual<void> {
        gate.clear_log();
        auto conn = co_await connect(gate.dsn());
        const std::vector<std::string> hostile{"'; DROP TABLE x; --",  "\\", "$1", "%s", "\xc3\xa9",
                                               std::string(1000, '\'')};
        for (int i = 0; i < 100; ++i) {
            std::string value = hostile[static_cast<std::size_t>(i) % hostile.size()] + std::to_string(i);
            auto answer = co_await conn->execute(sql("SELECT $1 AS echo", tests::text_value(value)), soon());
            CHECK(text(answer) == value);
        }
        conn->close();
        std::set<std::string> texts;
        for (const std::string& sent : gate.sql_texts()) texts.insert(sent);
        CHECK(texts == std::set<std::string>{"SELECT $1 AS echo"});
        for (const tests::frontend_message& message : gate.frontend_messages())
            for (const std::int16_t format : message.parameter_formats) CHECK(format == 1);
    });
}

TEST_CASE("a forked child leaves its parent's session alone", "[postgres]") {
    const vinyl::async_scope scope(false);
    auto conn = connect().get();
    CHECK(ask(*conn, "SELECT 1").get() == 1);
    const pid_t child = ::fork();
    if (child == 0) {
        conn.reset();  // closes
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    std::this_thread::sleep_for(50ms);
    CHECK(conn->alive());
    CHECK(ask(*conn, "SELECT 2").get() == 2);
}

TEST_CASE("a forked child leaves its parent's session alone also while a thread uses it", "[postgres]") {
    const vinyl::async_scope scope(false);
    auto conn = connect().get();
    auto holder = connect().get();
    static_cast<void>(run(*holder, "SELECT pg_advisory_lock(8151)").get());
    std::int64_t answered = 0;
    std::thread waiting([&] {
        try {
            answered = number(tests::execute_in_thread(*conn, sql("SELECT 7 FROM pg_advisory_lock(8151)"), soon()));
        } catch (const vinyl::database_error&) {
            answered = -1;
        }
    });
    // when the server waits, so does the thread, and holds no lock
    while (ask(*holder, "SELECT count(*) FROM pg_locks WHERE objid = 8151 AND NOT granted").get() == 0)
        std::this_thread::yield();
    const pid_t child = ::fork();
    if (child == 0) {
        conn->close();
        ::_exit(0);
    }
    int status = 0;
    CHECK(::waitpid(child, &status, 0) == child);
    CHECK(ask(*holder, "SELECT pg_advisory_unlock(8151)::int").get() == 1);
    waiting.join();
    CHECK(answered == 7);
}

TEST_CASE("a connection that a thread opened outlives the execution contexts of coroutines that used it",
          "[postgres]") {
    tests::connection_pointer conn;
    tests::run_sync([&]() -> vinyl::dual<void> { conn = co_await tests::connect(); });
    SECTION("which end when they have nothing to do") {
        for (int i = 0; i < 2; ++i) {
            boost::asio::io_context io;
            tests::started asked(io.get_executor());
            asked.execute(*conn, sql("SELECT 8 FROM pg_sleep(0.01)"));
            REQUIRE(tests::run_until(io, [&] { return asked.done(); }));
            CHECK(asked.answer);
        }
        CHECK(number(tests::execute_in_thread(*conn, sql("SELECT 9"), tests::soon())) == 9);
    }
    SECTION("which end while they wait for it") {
        auto io = std::make_unique<boost::asio::io_context>();
        tests::started asked(io->get_executor());
        asked.execute(*conn, sql("SELECT pg_sleep(60)"));
        io->run_for(20ms);
        io.reset();
        CHECK(conn->status() == vinyl::connection_status::broken);
    }
    conn->close();
}
