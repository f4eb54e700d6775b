// What SQL of the user's leaves behind in a session does not meet the next borrower of the connection.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"
#include "support/gate.hpp"

#include <vinyl/vinyl.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using tests::cell;
using tests::in_both_modes;
using tests::run_async;
using tests::sql;
using vinyl::dual;

namespace reset {

struct Note : vinyl::model<Note> {
    std::int64_t id{};
    std::string text;
    static constexpr auto meta = vinyl::meta(vinyl::table("reset_note"));
};

vinyl::connection_options one_connection() {
    vinyl::connection_options options;
    options.pool.max = 1;
    return options;
}

// A kind of session state: what makes it, and a question whose answer changes with it.
struct state {
    const char* made;
    const char* shown;
};

constexpr state states[] = {
    {"SET ROLE pg_read_all_data", "SELECT current_user::text"},
    {"SET SESSION AUTHORIZATION pg_monitor", "SELECT session_user::text"},
    {"SET search_path = pg_catalog", "SHOW search_path"},
    {"SET TIME ZONE 'Asia/Tokyo'", "SHOW timezone"},
    {"SET lock_timeout = 77", "SHOW lock_timeout"},
    {"SET statement_timeout = 77000", "SHOW statement_timeout"},
    {"SET idle_in_transaction_session_timeout = 77000", "SHOW idle_in_transaction_session_timeout"},
    {"SET default_transaction_read_only = on", "SHOW default_transaction_read_only"},
    {"SET default_transaction_isolation = 'serializable'", "SHOW default_transaction_isolation"},
    {"SET application_name = 'somebody'", "SHOW application_name"},
    {"SET work_mem = '1MB'", "SHOW work_mem"},
    {"SET vinyl.tenant = '7'", "SELECT coalesce(nullif(current_setting('vinyl.tenant', true), ''), 'none')"},
    {"SELECT set_config('vinyl.user', '8', false)",
     "SELECT coalesce(nullif(current_setting('vinyl.user', true), ''), 'none')"},
    {"CREATE TEMPORARY TABLE leaves (id int)", "SELECT coalesce(to_regclass('leaves')::text, 'none')"},
    {"SELECT pg_advisory_lock(4711)",
     "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711"},
    {"SELECT pg_advisory_lock_shared(4712)",
     "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND objid = 4712"},
    {"LISTEN leaves", "SELECT count(*)::text FROM pg_listening_channels()"},
    {"PREPARE leaves AS SELECT 1", "SELECT count(*)::text FROM pg_prepared_statements WHERE from_sql"},
    {"DECLARE leaves CURSOR WITH HOLD FOR SELECT 1", "SELECT count(*)::text FROM pg_cursors WHERE name = 'leaves'"},
    {"LOAD 'plpgsql'", "SHOW session_replication_role"},
    {"SET session_replication_role = 'replica'", "SHOW session_replication_role"},
    {"SET constraint_exclusion = off", "SHOW constraint_exclusion"},
    {"SET DateStyle = 'German'", "SHOW DateStyle"},
    {"SET standard_conforming_strings = off", "SHOW standard_conforming_strings"},
    {"BEGIN", "SELECT (now() = statement_timestamp())::text"},
};

}  // namespace reset

TEST_CASE("no state of a session reaches the next borrower of its connection", "[session]") {
    in_both_modes([]() -> dual<void> {
        const tests::database db(reset::one_connection());
        const std::string pid = co_await cell("SELECT pg_backend_pid()::text");
        for (const reset::state& each : reset::states) {
            INFO(each.made);
            const std::string before = co_await cell(each.shown);
            co_await sql(each.made);
            const std::string after = co_await cell(each.shown);
            CHECK(after == before);
            if (std::string_view(each.made) == "BEGIN") continue;  // a block takes none: see transaction_atomic.cpp
            // the same at the end of a transaction
            co_await vinyl::atomic([&each]() -> dual<void> { co_await sql(each.made); });
            const std::string later = co_await cell(each.shown);
            CHECK(later == before);
        }
        // all of it in one session, not in ever new ones
        const std::string pid_now = co_await cell("SELECT pg_backend_pid()::text");
        CHECK(pid_now == pid);
    });
}

TEST_CASE("a block keeps its own session's state until its end, also when it is undone", "[session]") {
    in_both_modes([]() -> dual<void> {
        const tests::database db(reset::one_connection());
        co_await vinyl::atomic([]() -> dual<void> {
            co_await sql("CREATE TEMPORARY TABLE leaves (id int)");
            co_await sql("SET lock_timeout = 77");
            const std::string inside = co_await cell("SHOW lock_timeout");
            CHECK(inside == "77ms");
            const std::string there = co_await cell("SELECT count(*)::text FROM leaves");
            CHECK(there == "0");
        });
        co_await vinyl::atomic([]() -> dual<void> {
            co_await sql("SELECT pg_advisory_lock(4713)");
            vinyl::set_rollback(true);
        });
        const std::string locks = co_await cell("SELECT count(*)::text FROM pg_locks WHERE objid = 4713");
        CHECK(locks == "0");
        const std::string timeout = co_await cell("SHOW lock_timeout");
        CHECK(timeout == "0");
    });
}

TEST_CASE("what the connection string sets for the session is still set after a reset", "[session]") {
    in_both_modes([]() -> dual<void> {
        vinyl::connection_options options = reset::one_connection();
        options.dsn = tests::dsn() + "&options=-c%20role%3Dpg_read_all_data%20-c%20work_mem%3D5MB";
        options.application_name = "shop";
        options.statement_timeout = std::chrono::seconds(30);
        const tests::database db(std::move(options));
        co_await sql("SET ROLE pg_monitor");
        co_await sql("SET work_mem = '1MB'");
        co_await sql("SET statement_timeout = 0");
        co_await sql("SET application_name = 'x'");
        const std::string all = co_await cell(
            "SELECT concat_ws(' ', current_user, current_setting('work_mem'), current_setting('statement_timeout'), "
            "current_setting('application_name'))");
        CHECK(all == "pg_read_all_data 5MB 30s shop");
    });
}

TEST_CASE("a reset keeps the prepared statements, and vinyl's own statements need none", "[session][wire]") {
    tests::gate gate(tests::server().socket_path());
    in_both_modes([&gate]() -> dual<void> {
        vinyl::connection_options options = reset::one_connection();
        options.dsn = gate.dsn();
        const tests::database db(std::move(options));
        co_await sql("DROP TABLE IF EXISTS reset_note");
        co_await sql("CREATE TABLE reset_note (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, text text NOT NULL)");
        gate.clear_log();
        for (int i = 0; i < 3; ++i) {
            reset::Note note;
            note.text = "hello";
            co_await note.insert();
            note.text = "again";
            co_await note.save();
            co_await vinyl::atomic([&note]() -> dual<void> {
                static_cast<void>(co_await reset::Note::vinyl().get(vinyl::field<"id">{} = note.id));
                co_await note.erase();
            });
            static_cast<void>(co_await reset::Note::vinyl().count());
        }
        const auto resets = [&gate] {
            const std::vector<std::string> texts = gate.sql_texts();
            return std::count_if(texts.begin(), texts.end(),
                                 [](const std::string& text) { return text.find("RESET ALL") != std::string::npos; });
        };
        CHECK(resets() == 0);
        // the table's DDL, by hand, was followed by one before
        gate.clear_log();
        static_cast<void>(co_await reset::Note::vinyl().count());
        co_await sql("SET lock_timeout = 1");
        static_cast<void>(co_await reset::Note::vinyl().count());
        const std::vector<std::string> parsed = gate.sql_texts();
        CHECK(std::count_if(parsed.begin(), parsed.end(),
                            [](const std::string& text) { return text.find("count") != std::string::npos; }) == 0);
        co_await sql("DROP TABLE reset_note");
    });
}

TEST_CASE("in async mode nobody travels in the session of somebody's own SQL", "[session]") {
    run_async([]() -> dual<void> {
        vinyl::connection_options options;
        options.pool.max = 2;
        const tests::database db(std::move(options));
        co_await sql("DROP TABLE IF EXISTS reset_kept");
        co_await sql("CREATE TABLE reset_kept (id int)");
        const auto add = [] { return sql("INSERT INTO reset_kept VALUES (1)"); };
        for (int i = 0; i < 5; ++i)
            co_await vinyl::gather(sql("BEGIN"), add(), add(), sql("SET ROLE pg_monitor"), add(), add(), add());
        const std::string kept = co_await cell("SELECT count(*)::text FROM reset_kept");
        CHECK(kept == "25");
        co_await sql("DROP TABLE reset_kept");
    });
}

TEST_CASE("a statement that says that it keeps its session shares a connection and costs no reset", "[session]") {
    run_async([]() -> dual<void> {
        const tests::database db(reset::one_connection());
        const auto ask = [] {
            vinyl::statement sent;
            sent.text = "SELECT pg_backend_pid()::text FROM pg_sleep(0.05)";
            sent.keeps_session = true;
            return vinyl::db::execute("default", std::move(sent));
        };
        auto [a, b, c] = co_await vinyl::gather(ask(), ask(), ask());
        CHECK(a.bytes(0, 0) == b.bytes(0, 0));
        CHECK(a.bytes(0, 0) == c.bytes(0, 0));
    });
}
