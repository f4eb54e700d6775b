// What networks and servers do to a connection: cuts at every byte, pieces of one byte, silence, damage, and
// ends.
#include "support/gate.hpp"
#include "support/postgres_connection.hpp"

#include <vinyl/dual/gather.hpp>
#include <vinyl/io/sleep.hpp>

#include <chrono>
#include <string>
#include <vector>

#include <signal.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using tests::ask;
using tests::connect;
using tests::direction;
using tests::error_of;
using tests::gate;
using tests::gate_rules;
using tests::in_both_modes;
using tests::int8_value;
using tests::number;
using tests::run;
using tests::soon;
using tests::sql;
using vinyl::connection_status;
using vinyl::dual;
using vinyl::io::deadline;

namespace {

gate& shared_gate() {
    static gate only(tests::server().socket_path());
    return only;
}

// How a short conversation went: what each step came to.
struct outcome {
    bool connected = false;
    int inserted = 0;            // acknowledged
    bool insert_unsure = false;  // lost after it was sent
    bool surprise = false;       // neither success nor a typed error
    std::string what;
    std::chrono::steady_clock::duration took{};
};

// Connect, insert with a parameter, insert again (prepared), ask, fail, ask.
dual<outcome> converse(std::string dsn, int key) {
    outcome came;
    const auto start = std::chrono::steady_clock::now();
    bool inserting = false;
    try {
        auto conn = co_await connect(std::move(dsn));
        came.connected = true;
        for (int i = 0; i < 2; ++i) {
            inserting = true;
            vinyl::statement insert =
                sql("INSERT INTO cut_test VALUES ($1, 'kind of blue')", int8_value(key));
            co_await conn->execute(std::move(insert), deadline::after(5s));
            inserting = false;
            ++came.inserted;
        }
        auto failed = co_await error_of<vinyl::data_error>(*conn, sql("SELECT 1 / 0"), deadline::after(5s));
        if (!failed) came.surprise = true;
        const auto answer = co_await ask(*conn, "SELECT 42");
        if (answer != 42) came.surprise = true;
        conn->close();
    } catch (const vinyl::not_sent& error) {
        came.what = error.what();
    } catch (const vinyl::connection_lost& error) {
        came.insert_unsure = inserting;
        came.what = error.what();
    } catch (const vinyl::database_error& error) {
        came.what = error.what();
        came.surprise = true;
    } catch (const std::exception& error) {
        came.what = error.what();
        came.surprise = true;
    }
    came.took = std::chrono::steady_clock::now() - start;
    co_return came;
}

void cut_at_every_byte(bool async, direction which, bool reset) {
    gate& through = shared_gate();
    const vinyl::async_scope scope(false);
    auto direct = connect(tests::server().dsn()).get();
    static_cast<void>(run(*direct, "DROP TABLE IF EXISTS cut_test"));
    static_cast<void>(run(*direct, "CREATE TABLE cut_test (key bigint, title text)"));

    const auto once = [&](int key) {
        outcome came;
        if (async)
            tests::run_async([&]() -> dual<void> { came = co_await converse(through.dsn(), key); });
        else
            came = converse(through.dsn(), key).get();
        return came;
    };
    through.pass();
    // The gate may not have noticed yet that a connection of the test before has ended, and would log it.
    for (int patience = 0; through.open() > 0 && patience < 5000; ++patience) vinyl::io::sleep_for(1ms).get();
    through.clear_log();
    REQUIRE(once(0).inserted == 2);
    const auto log = through.log();
    REQUIRE(log.size() == 1);
    const std::size_t bytes =
        which == direction::to_server ? log[0].to_server.size() : log[0].to_client.size();
    through.keep_log(false);

    int lost = 0;
    for (std::size_t cut = 0; cut <= bytes; ++cut) {
        gate_rules rules;
        rules.cut_after = cut;
        rules.reset = reset;
        through.set(which, rules);
        const int key = static_cast<int>(cut) + 1;
        const outcome came = once(key);
        through.pass();
        INFO("cut after byte " << cut << ": " << came.what);
        CHECK_FALSE(came.surprise);
        CHECK(came.took < 5s);
        lost += came.what.empty() ? 0 : 1;
        // What was reported is what is there; what is not known is reported as not known.
        std::int64_t stored = 0;
        for (int patience = 0; patience < 50; ++patience) {
            stored = ask(*direct, "SELECT count(*) FROM cut_test WHERE key = " + std::to_string(key)).get();
            if (stored >= came.inserted) break;
            vinyl::io::sleep_for(1ms).get();
        }
        CHECK(stored >= came.inserted);
        CHECK(stored <= came.inserted + (came.insert_unsure ? 1 : 0));
    }
    through.keep_log(true);
    CHECK(lost > static_cast<int>(bytes) / 2);
}

}  // namespace

TEST_CASE("a conversation cut at any byte sent ends in a typed error that tells the truth", "[faults][cut]") {
    SECTION("sync") { cut_at_every_byte(false, direction::to_server, false); }
    SECTION("async") { cut_at_every_byte(true, direction::to_server, false); }
}

TEST_CASE("a conversation cut at any byte received ends in a typed error that tells the truth",
          "[faults][cut]") {
    SECTION("sync") { cut_at_every_byte(false, direction::to_client, false); }
    SECTION("sync, reset") { cut_at_every_byte(false, direction::to_client, true); }
    SECTION("async") { cut_at_every_byte(true, direction::to_client, false); }
}

TEST_CASE("pieces of one byte in both directions change nothing", "[faults]") {
    gate& through = shared_gate();
    gate_rules narrow;
    narrow.piece = 1;
    through.set(narrow);
    in_both_modes([&through]() -> dual<void> {
        auto conn = co_await connect(through.dsn());
        auto answer = co_await conn->execute(sql("SELECT repeat('x', 1000), $1", int8_value(7)), soon());
        CHECK(answer.bytes(0, 0).size() == 1000);
        CHECK(number(answer, 0, 1) == 7);
        auto a = conn->execute(sql("SELECT 1"), soon());
        auto b = error_of<vinyl::data_error>(*conn, sql("SELECT 1 / 0"));
        auto c = conn->execute(sql("SELECT 3"), soon());
        auto all = co_await vinyl::gather(std::move(a), std::move(b), std::move(c));
        CHECK(number(std::get<0>(all)) == 1);
        CHECK(std::get<1>(all).has_value());
        CHECK(number(std::get<2>(all)) == 3);
    });
    through.pass();
}

TEST_CASE("a network that falls silent is left at the deadline", "[faults][frozen]") {
    for (const bool drop : {false, true}) {
        gate& through = shared_gate();
        in_both_modes([&through, drop]() -> dual<void> {
            through.pass();
            auto conn = co_await connect(through.dsn());
            CHECK(co_await ask(*conn, "SELECT 1") == 1);
            gate_rules silent;
            silent.pause = !drop;
            silent.drop = drop;
            through.set(silent);
            auto start = std::chrono::steady_clock::now();
            auto late = co_await error_of<vinyl::timeout>(*conn, sql("SELECT 2"), deadline::after(200ms));
            auto took = std::chrono::steady_clock::now() - start;
            CHECK(late);
            CHECK(took >= 200ms);
            CHECK(took < 200ms + 100ms);
            CHECK(conn->status() == connection_status::busy);
            // nobody else is let through to a connection in that state
            start = std::chrono::steady_clock::now();
            auto later = co_await error_of<vinyl::timeout>(*conn, sql("SELECT 3"), deadline::after(100ms));
            CHECK(later);
            CHECK(std::chrono::steady_clock::now() - start < 100ms + 100ms);

            start = std::chrono::steady_clock::now();
            std::string what;
            try {
                const vinyl::postgres::driver driver{vinyl::postgres::settings(through.dsn())};
                co_await driver.connect(deadline::after(200ms));
            } catch (const vinyl::timeout& error) {
                what = error.what();
            }
            CHECK(std::chrono::steady_clock::now() - start < 200ms + 100ms);
            CHECK_THAT(what, Catch::Matchers::Contains("deadline") && Catch::Matchers::Contains("port"));
            start = std::chrono::steady_clock::now();
            conn->close();
            CHECK(std::chrono::steady_clock::now() - start < 100ms);
            through.pass();
        });
    }
}

TEST_CASE("a frozen server process does not hold anybody beyond the deadline", "[faults][frozen]") {
    vinyl::testing::server own;
    in_both_modes([&own]() -> dual<void> {
        auto conn = co_await connect(own.dsn());
        const auto pid = static_cast<pid_t>(co_await ask(*conn, "SELECT pg_backend_pid()"));
        ::kill(pid, SIGSTOP);
        ::kill(own.pid(), SIGSTOP);  // the cancel request meets silence, too
        const auto start = std::chrono::steady_clock::now();
        auto late = co_await error_of<vinyl::timeout>(*conn, sql("SELECT 2"), deadline::after(200ms));
        CHECK(late);
        CHECK(std::chrono::steady_clock::now() - start < 200ms + 100ms);
        ::kill(own.pid(), SIGCONT);
        ::kill(pid, SIGCONT);
        auto fine = co_await ask(*conn, "SELECT 3");
        CHECK(fine == 3);
        CHECK(conn->status() == connection_status::idle);
    });
}

TEST_CASE("damaged bytes end in an error, never in a crash or a hang", "[faults]") {
    gate& through = shared_gate();
    through.pass();
    through.clear_log();
    {
        const vinyl::async_scope scope(false);
        auto conn = connect(through.dsn()).get();
        static_cast<void>(run(*conn, "SELECT 'kind of blue', 42"));
    }
    const std::size_t bytes = through.log().at(0).to_client.size();
    through.keep_log(false);
    for (std::size_t damaged = 0; damaged < bytes; damaged += 3) {
        gate_rules rules;
        rules.corrupt = damaged;
        through.set(direction::to_client, rules);
        const vinyl::async_scope scope(false);
        const auto start = std::chrono::steady_clock::now();
        try {
            const vinyl::postgres::driver driver{vinyl::postgres::settings(through.dsn())};
            auto conn = driver.connect(deadline::after(300ms)).get();
            static_cast<void>(conn->execute(sql("SELECT 'kind of blue', 42"), deadline::after(300ms)).get());
        } catch (const vinyl::error&) {
        }
        INFO("byte " << damaged);
        CHECK(std::chrono::steady_clock::now() - start < 2s);
    }
    through.keep_log(true);
    through.pass();
}

TEST_CASE("an idle connection whose server or network has gone is found dead without a round trip",
          "[faults]") {
    gate& through = shared_gate();
    in_both_modes([&through]() -> dual<void> {
        for (const bool reset : {false, true}) {
            through.pass();
            auto conn = co_await connect(through.dsn());
            CHECK(co_await ask(*conn, "SELECT 1") == 1);
            CHECK(conn->alive());
            through.close_all(reset);
            bool alive = true;
            for (int i = 0; i < 500 && alive; ++i) {
                alive = conn->alive();
                if (alive) co_await vinyl::io::sleep_for(5ms);
            }
            CHECK_FALSE(alive);
            auto gone = co_await error_of<vinyl::not_sent>(*conn, sql("SELECT 1"));
            CHECK(gone);
        }
    });
}

TEST_CASE("a server killed in the middle of a statement is a lost connection", "[faults]") {
    vinyl::testing::server own;
    in_both_modes([&own]() -> dual<void> {
        auto conn = co_await connect(own.dsn());
        auto killer = co_await connect(own.dsn());
        const auto pid = co_await ask(*killer, "SELECT pg_backend_pid()");
        own.kill_backend(static_cast<pid_t>(pid));
        auto lost = co_await error_of<vinyl::connection_lost>(*killer, sql("SELECT 1"));
        CHECK(lost);
        auto also = co_await error_of<vinyl::connection_lost>(*conn, sql("SELECT pg_sleep(20)"));
        CHECK(also);
        own.wait_until_ready();
        auto again = co_await connect(own.dsn());
        CHECK(co_await ask(*again, "SELECT 1") == 1);
    });
}
