// A server that says nothing, seen by statements whose time counts only from when it can begin them.
#include "support/postgres_connection.hpp"

#include <vinyl/testing/server.hpp>

#include <chrono>
#include <deque>
#include <string>

#include <signal.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using tests::connect_on;
using tests::deadline;
using tests::number;
using tests::run_until;
using tests::sql;
using tests::started;

namespace {

std::int64_t ask_now(asio::io_context& io, vinyl::postgres::connection& conn, const std::string& question) {
    started asked(io.get_executor());
    asked.execute(conn, sql(question));
    REQUIRE(run_until(io, [&] { return asked.done(); }, 30s));
    REQUIRE(asked.answer);
    return number(*asked.answer);
}

}  // namespace

TEST_CASE("nobody waits for ever for a turn that a frozen server does not give", "[faults][frozen]") {
    const vinyl::testing::server own;
    for (const bool end_a_prepared_statement_first : {false, true}) {
        asio::io_context io;
        vinyl::postgres::driver_options options;
        options.statement_cache = end_a_prepared_statement_first ? 1 : 256;
        options.drain_limit = 300ms;
        auto conn = connect_on(io, own.dsn(), options);
        const auto pid = static_cast<pid_t>(ask_now(io, *conn, "SELECT pg_backend_pid()"));
        CHECK(ask_now(io, *conn, "SELECT 2") == 2);
        ::kill(pid, SIGSTOP);
        std::deque<started> all;
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < 20; ++i) {
            vinyl::statement one = sql("SELECT 3");
            one.plain_read = i >= 10;
            all.emplace_back(io.get_executor()).execute(*conn, one, deadline::once_begun(100ms));
        }
        const bool noticed = run_until(
            io,
            [&] {
                for (const started& one : all)
                    if (!one.done()) return false;
                return true;
            },
            20s);
        CHECK(noticed);
        CHECK(std::chrono::steady_clock::now() - start < 5s);
        for (const started& one : all)
            CHECK((one.failed_with<vinyl::timeout>() || one.failed_with<vinyl::connection_lost>()));
        ::kill(pid, SIGCONT);
    }
}
