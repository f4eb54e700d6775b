// vinyl::testing::server: starts, restarts, survives kills, and leaves nothing behind, whatever happens.
#include "support/catch.hpp"
#include "support/server.hpp"

#include <vinyl/base/error.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;
using vinyl::testing::server;
using vinyl::testing::server_options;
using vinyl::testing::stop_mode;

namespace {

using connection = std::unique_ptr<PGconn, void (*)(PGconn*)>;

connection connect(const std::string& dsn) {
    connection made(PQconnectdb(dsn.c_str()), &PQfinish);
    PQsetNoticeProcessor(made.get(), [](void*, const char*) {}, nullptr);  // a dying server talks a lot
    return made;
}

std::string ask(PGconn* conn, const char* sql) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(conn, sql), &PQclear);
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return std::string("failed: ") + PQerrorMessage(conn);
    return PQgetvalue(result.get(), 0, 0);
}

std::string ask(const std::string& dsn, const char* sql) { return ask(connect(dsn).get(), sql); }

bool eventually(auto condition) {
    for (int i = 0; i < 1000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

std::filesystem::path folder_of(const server& s) { return std::filesystem::path(s.socket_path()).parent_path(); }

}  // namespace

TEST_CASE("a test server answers over its socket and over TCP", "[testing]") {
    server& shared = tests::server();
    CHECK(ask(shared.dsn(), "SELECT 1 + 1") == "2");
    CHECK(ask(shared.tcp_dsn(), "SHOW port") == std::to_string(*shared.port()));
    CHECK(ask(shared.dsn(), "SHOW server_encoding") == "UTF8");
    CHECK(ask(shared.dsn(), "SHOW timezone") == "UTC");
    CHECK(ask(shared.dsn(), "SHOW fsync") == "off");
    CHECK(ask(shared.dsn(), "SELECT datcollate FROM pg_database WHERE datname = current_database()") == "C");
}

TEST_CASE("a test server without a port has no TCP, takes settings, and goes without a trace", "[testing]") {
    std::filesystem::path folder;
    pid_t pid = 0;
    {
        server_options options;
        options.settings = {{"max_connections", "7"}, {"application_name", "it's a \\ test"}};
        server own(options);
        folder = folder_of(own);
        pid = own.pid();
        CHECK_FALSE(own.port());
        CHECK_THROWS_AS(own.tcp_dsn(), vinyl::usage_error);
        CHECK(ask(own.dsn(), "SHOW listen_addresses").empty());
        CHECK(ask(own.dsn(), "SHOW max_connections") == "7");
        CHECK(ask(own.dsn(), "SELECT reset_val FROM pg_settings WHERE name = 'application_name'") == "it's a \\ test");
        CHECK(std::filesystem::exists(folder));
    }
    CHECK_FALSE(std::filesystem::exists(folder));
    CHECK(::kill(pid, 0) != 0);
}

TEST_CASE("a test server can be stopped, restarted, moved, and survives a killed backend", "[testing]") {
    server own;
    ask(own.dsn(), "SELECT * FROM (SELECT 1) t");
    {
        const connection conn = connect(own.dsn());
        PQclear(PQexec(conn.get(), "CREATE TABLE kept (id int)"));
        const connection other = connect(own.dsn());
        const pid_t backend = std::stoi(ask(conn.get(), "SELECT pg_backend_pid()"));
        own.kill_backend(backend);
        CHECK_THAT(ask(conn.get(), "SELECT 1"), Catch::Matchers::StartsWith("failed"));
        REQUIRE(eventually([&] { return ask(other.get(), "SELECT 1") != "1"; }));
        own.wait_until_ready();
        CHECK(ask(own.dsn(), "SELECT count(*) FROM kept") == "0");
    }
    for (const stop_mode how : {stop_mode::smart, stop_mode::fast, stop_mode::immediate}) {
        const pid_t before = own.pid();
        own.restart(how);
        CHECK(own.pid() != before);
        CHECK(ask(own.dsn(), "SELECT count(*) FROM kept") == "0");
    }
    own.stop();
    own.stop();
    CHECK(own.pid() == 0);
    CHECK_THAT(ask(own.dsn(), "SELECT 1"), Catch::Matchers::StartsWith("failed"));
    CHECK_THROWS_AS(own.wait_until_ready(), vinyl::usage_error);
    server moved = std::move(own);
    moved.start();
    CHECK(ask(moved.dsn(), "SELECT count(*) FROM kept") == "0");
    CHECK_THAT(moved.log(), Catch::Matchers::Contains("ready to accept connections"));
}

TEST_CASE("a test server goes when an exception leaves the test", "[testing]") {
    std::filesystem::path folder;
    try {
        const server own;
        folder = folder_of(own);
        throw std::runtime_error("a failing test");
    } catch (const std::runtime_error&) {
    }
    CHECK_FALSE(std::filesystem::exists(folder));
}

TEST_CASE("a test server goes when the program is killed", "[testing]") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        try {
            const server own;
            const std::string facts = std::to_string(own.pid()) + " " + folder_of(own).string() + "\n";
            if (::write(ends[1], facts.data(), facts.size()) < 0) ::_exit(1);
            ::pause();
        } catch (...) {
        }
        ::_exit(1);
    }
    ::close(ends[1]);
    char facts[200] = {};
    const bool got = ::read(ends[0], facts, sizeof facts - 1) > 0;
    ::close(ends[0]);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    REQUIRE(got);
    std::size_t digits = 0;
    const pid_t postmaster = std::stoi(facts, &digits);
    std::string folder = std::string(facts).substr(digits + 1);
    folder.pop_back();
    CHECK(eventually([&] { return !std::filesystem::exists(folder); }));
    // When its parent has died, a container without a reaping init may keep it as a zombie: ask for life, not for the number.
    CHECK(eventually([&] { return ::kill(postmaster, 0) != 0 || !std::filesystem::exists("/proc/" + std::to_string(postmaster) + "/exe"); }));
}

TEST_CASE("a test server that can not start says why and what to do", "[testing]") {
    server_options options;
    options.settings = {{"shared_buffers", "a lot"}};
    CHECK_THROWS_WITH(server(options), Catch::Matchers::Contains("ended instead of accepting") &&
                                           Catch::Matchers::Contains("shared_buffers") &&
                                           Catch::Matchers::Contains("PG_CONFIG"));
}
