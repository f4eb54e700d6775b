// The gate itself, against raw libpq: each thing it does to a connection shows at the client as it should.
#include "support/catch.hpp"
#include "support/gate.hpp"
#include "support/server.hpp"

#include <libpq-fe.h>

#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <thread>

#include <poll.h>
#include <sys/socket.h>

using namespace std::chrono_literals;
using tests::direction;
using tests::gate;

namespace {

using connection = std::unique_ptr<PGconn, void (*)(PGconn*)>;
using result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

connection connect(const gate& g) { return {PQconnectdb(g.dsn().c_str()), &PQfinish}; }

std::string ask(PGconn* conn, const char* sql, const char* parameter = nullptr) {
    const result answer(PQexecParams(conn, sql, parameter ? 1 : 0, nullptr, &parameter, nullptr, nullptr, 0), &PQclear);
    if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) return "failed: " + std::string(PQerrorMessage(conn));
    return PQgetvalue(answer.get(), 0, 0);
}

std::string reversed(const std::string& text) { return {text.rbegin(), text.rend()}; }

auto time_of(auto action) {
    const auto start = std::chrono::steady_clock::now();
    action();
    return std::chrono::steady_clock::now() - start;
}

// Whether the connection's socket gets something to read, or its end, within the time.
bool readable(PGconn* conn, std::chrono::milliseconds within) {
    pollfd watched{PQsocket(conn), POLLIN, 0};
    return ::poll(&watched, 1, static_cast<int>(within.count())) > 0;
}

}  // namespace

TEST_CASE("an open gate passes everything and logs both directions", "[gate]") {
    gate g(tests::server().socket_path());
    const connection conn = connect(g);
    REQUIRE(PQstatus(conn.get()) == CONNECTION_OK);
    const std::string large(300'000, 'x');
    CHECK(ask(conn.get(), "SELECT reverse($1)", "abc") == "cba");
    CHECK(ask(conn.get(), "SELECT upper($1)", large.c_str()) == std::string(300'000, 'X'));
    PQclear(PQexec(conn.get(), "SELECT 42"));
    CHECK(g.accepted() == 1);
    CHECK(g.open() == 1);
    CHECK(g.sql_texts() == std::vector<std::string>{"SELECT reverse($1)", "SELECT upper($1)", "SELECT 42"});
    const auto messages = g.frontend_messages();
    const auto bind = std::ranges::find(messages, 'B', &tests::frontend_message::type);
    REQUIRE(bind != messages.end());
    CHECK(bind->parameters == std::vector<std::optional<std::string>>{"abc"});
    CHECK(g.log().at(0).to_client.find("cba") != std::string::npos);

    g.clear_log();
    CHECK(ask(conn.get(), "SELECT 7") == "7");
    CHECK(g.sql_texts() == std::vector<std::string>{"SELECT 7"});
    g.keep_log(false);
    CHECK(ask(conn.get(), "SELECT 8") == "8");
    CHECK(g.sql_texts() == std::vector<std::string>{"SELECT 7"});
}

TEST_CASE("a gate with pieces of one byte both ways changes nothing but the pace", "[gate]") {
    gate g(tests::server().socket_path());
    g.set({.piece = 1});
    const connection conn = connect(g);
    REQUIRE(PQstatus(conn.get()) == CONNECTION_OK);
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += static_cast<char>('a' + i % 26);
    CHECK(ask(conn.get(), "SELECT reverse($1)", text.c_str()) == reversed(text));
}

TEST_CASE("a gate delays each piece", "[gate]") {
    gate g(tests::server().socket_path());
    const connection conn = connect(g);
    g.set(direction::to_client, {.delay = 50ms});
    CHECK(time_of([&] { CHECK(ask(conn.get(), "SELECT 1") == "1"); }) >= 50ms);
    g.pass();
    CHECK(time_of([&] { CHECK(ask(conn.get(), "SELECT 1") == "1"); }) < 50ms);
}

TEST_CASE("a paused gate holds bytes back and then hands them on", "[gate]") {
    gate g(tests::server().socket_path());
    const connection conn = connect(g);
    g.set(direction::to_client, {.pause = true});
    REQUIRE(PQsendQuery(conn.get(), "SELECT 5") == 1);
    CHECK_FALSE(readable(conn.get(), 100ms));
    g.pass();
    CHECK(readable(conn.get(), 5s));
    const result answer(PQgetResult(conn.get()), &PQclear);
    CHECK(PQgetvalue(answer.get(), 0, 0) == std::string("5"));
    PQclear(PQgetResult(conn.get()));
}

TEST_CASE("a paused gate stops the sender once the buffers are full", "[gate]") {
    gate g(tests::server().socket_path());
    const connection conn = connect(g);
    g.set(direction::to_server, {.pause = true});
    PQsetnonblocking(conn.get(), 1);
    const std::string huge = "SELECT '" + std::string(30'000'000, 'x') + "'";
    REQUIRE(PQsendQuery(conn.get(), huge.c_str()) == 1);
    for (int i = 0; i < 20; ++i) {
        PQflush(conn.get());
        std::this_thread::sleep_for(5ms);
    }
    CHECK(PQflush(conn.get()) == 1);
    g.pass();
    PQsetnonblocking(conn.get(), 0);
    const result answer(PQgetResult(conn.get()), &PQclear);
    CHECK(PQgetlength(answer.get(), 0, 0) == 30'000'000);
}

TEST_CASE("a gate drops bytes without a word", "[gate]") {
    gate g(tests::server().socket_path());
    const connection conn = connect(g);
    g.set(direction::to_server, {.drop = true});
    REQUIRE(PQsendQuery(conn.get(), "SELECT 5") == 1);
    CHECK_FALSE(readable(conn.get(), 100ms));
    g.pass();
    CHECK_FALSE(readable(conn.get(), 100ms));
}

TEST_CASE("a gate closes and resets what is open, and refuses what is new", "[gate]") {
    gate g(tests::server().socket_path());
    for (const bool with_reset : {false, true}) {
        const connection conn = connect(g);
        g.close_all(with_reset);
        REQUIRE(readable(conn.get(), 5s));
        char byte;
        errno = 0;
        const ssize_t n = ::recv(PQsocket(conn.get()), &byte, 1, 0);
        if (with_reset) {
            CHECK(n == -1);
            CHECK(errno == ECONNRESET);
        } else {
            CHECK(n == 0);
        }
        CHECK(g.open() == 0);
    }
    g.refuse(true);
    CHECK(PQstatus(connect(g).get()) == CONNECTION_BAD);
    g.refuse(false);
    CHECK(PQstatus(connect(g).get()) == CONNECTION_OK);
    CHECK(g.accepted() >= 4);
}

TEST_CASE("a gate cuts after exactly so many bytes in either direction", "[gate]") {
    gate g(tests::server().socket_path());
    const connection whole = connect(g);
    g.clear_log();
    REQUIRE(ask(whole.get(), "SELECT 'four'") == "four");
    const tests::gate_log sizes = g.log().at(0);
    for (const direction which : {direction::to_server, direction::to_client}) {
        const bool to_server = which == direction::to_server;
        const std::size_t size = (to_server ? sizes.to_server : sizes.to_client).size();
        REQUIRE(size > 20);
        for (std::size_t n = 0; n <= size; n += 3) {
            INFO((to_server ? "to the server, after byte " : "to the client, after byte ") << n << " of " << size);
            g.pass();
            const connection conn = connect(g);
            g.clear_log();
            g.set(which, {.cut_after = n, .reset = n % 2 == 1});
            const std::string answer = ask(conn.get(), "SELECT 'four'");
            if (n < size) CHECK_THAT(answer, Catch::Matchers::StartsWith("failed"));
            const tests::gate_log log = g.log().back();
            CHECK((to_server ? log.to_server : log.to_client).size() == n);
        }
    }
    g.pass();
    CHECK(PQstatus(connect(g).get()) == CONNECTION_OK);
}

TEST_CASE("a gate cuts while the connection is being made", "[gate]") {
    gate g(tests::server().socket_path());
    for (std::uint64_t n = 0; n < 300; n += 7) {
        g.set(direction::to_client, {.cut_after = n});
        CHECK(PQstatus(connect(g).get()) == CONNECTION_BAD);
    }
}

TEST_CASE("a gate damages exactly one byte", "[gate]") {
    gate g(tests::server().socket_path());
    const connection conn = connect(g);
    g.clear_log();
    REQUIRE(ask(conn.get(), "SELECT 'four'") == "four");
    const std::size_t at = g.log().at(0).to_client.find("four");
    for (const std::size_t piece : {0, 1, 3}) {
        g.set(direction::to_client, {.piece = piece, .corrupt = at + 1});
        CHECK(ask(conn.get(), "SELECT 'four'") == std::string("f") + static_cast<char>(~'o') + "ur");
        CHECK(ask(conn.get(), "SELECT 'four'") == "four");
    }
}

TEST_CASE("a gate serves many connections at once", "[gate]") {
    gate g(tests::server().socket_path());
    g.set({.piece = 7});
    std::atomic<int> right = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([&, i] {
            const connection conn = connect(g);
            const std::string text = "client " + std::to_string(i);
            for (int n = 0; n < 50; ++n)
                if (ask(conn.get(), "SELECT reverse($1)", text.c_str()) == reversed(text)) ++right;
        });
    }
    for (std::thread& client : clients) client.join();
    CHECK(right == 400);
    for (int i = 0; i < 500 && g.open() > 0; ++i) std::this_thread::sleep_for(10ms);
    CHECK(g.open() == 0);
}
