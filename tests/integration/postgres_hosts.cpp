// Several hosts, and what to do when connecting fails: which servers are tried, for how long, and the advice for each failure.
#include "support/postgres_connection.hpp"

#include <vinyl/db/execute.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using tests::ask;
using tests::connect;
using tests::in_both_modes;
using vinyl::dual;

namespace {

// Something that listens on 127.0.0.1 and is no PostgreSQL: says `answer` to the first message of who connects, or never
// anything if that is empty.
class listener {
public:
    explicit listener(std::string answer = {}) : answer_(std::move(answer)) {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(socket_, 64) == 0);
        REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = std::to_string(ntohs(address.sin_port));
        if (!answer_.empty()) thread_ = std::thread([this] { serve(); });
    }
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;
    ~listener() {
        ::shutdown(socket_, SHUT_RDWR);
        if (thread_.joinable()) thread_.join();
        ::close(socket_);
    }
    const std::string& port() const { return port_; }

private:
    void serve() const {
        for (;;) {
            const int client = ::accept(socket_, nullptr, nullptr);
            if (client < 0) return;
            char message[4096];
            if (::recv(client, message, sizeof message, 0) > 0)
                static_cast<void>(::send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL));
            ::shutdown(client, SHUT_WR);
            while (::recv(client, message, sizeof message, 0) > 0) continue;
            ::close(client);
        }
    }

    std::string answer_;
    int socket_ = -1;
    std::string port_;
    std::thread thread_;
};

std::string message(char kind, const std::string& body) {
    const auto length = static_cast<std::uint32_t>(body.size() + 4);
    std::string made(1, kind);
    for (int shift = 24; shift >= 0; shift -= 8) made += static_cast<char>((length >> shift) & 0xffU);
    return made + body;
}

std::string refusal(const std::string& sqlstate, const std::string& text) {
    const std::string end(1, '\0');
    return message('E', "SFATAL" + end + "VFATAL" + end + "C" + sqlstate + end + "M" + text + end + end);
}

std::string real_port() { return std::to_string(*tests::server().port()); }

std::string with_hosts(const std::string& ports) {
    std::string hosts = "127.0.0.1";
    for (const char c : ports)
        if (c == ',') hosts += ",127.0.0.1";
    return "host=" + hosts + " port=" + ports + " user=postgres dbname=postgres sslmode=disable ";
}

template <class Error>
dual<std::string> what_of(std::string dsn, vinyl::postgres::driver_options options = {}) {
    std::string what = "connected";
    try {
        co_await connect(std::move(dsn), std::move(options));
    } catch (const Error& error) {
        what = error.what();
    }
    co_return what;
}

// Sets a variable of the environment for a while.
class variable {
public:
    variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
    variable(const variable&) = delete;
    variable& operator=(const variable&) = delete;
    ~variable() { ::unsetenv(name_); }

private:
    const char* name_;
};

}  // namespace

TEST_CASE("connect_timeout counts for each host, so a silent one does not stand in the way of the next", "[connect]") {
    const listener silent;
    in_both_modes([&silent]() -> dual<void> {
        const std::string ports = silent.port() + "," + silent.port() + "," + real_port();
        vinyl::postgres::driver_options options;
        options.connect_timeout = 100ms;
        auto conn = co_await connect(with_hosts(ports), options);
        CHECK(co_await ask(*conn, "SELECT 1") == 1);

        // the same for an alias, and for libpq's own parameter
        vinyl::connection_options alias;
        alias.dsn = with_hosts(ports);
        alias.connect_timeout = 100ms;
        vinyl::connection_registry registry;
        registry.add("shop", alias);
        vinyl::statement hello;
        hello.text = "SELECT '1'";
        const vinyl::db::result one = co_await vinyl::db::execute(registry, "shop", std::move(hello));
        CHECK(one.bytes(0, 0) == "1");
        auto by_libpq = co_await connect(with_hosts(silent.port() + "," + real_port()) + "connect_timeout=1");
        CHECK(co_await ask(*by_libpq, "SELECT 1") == 1);
    });
}

TEST_CASE("when no host answers in time that is a timeout, which names them all", "[connect]") {
    const listener silent;
    in_both_modes([&silent]() -> dual<void> {
        vinyl::postgres::driver_options options;
        options.connect_timeout = 50ms;
        const std::string one = co_await what_of<vinyl::timeout>(with_hosts(silent.port()), options);
        CHECK_THAT(one, Contains("port " + silent.port()) && Contains("deadline passed while waiting for the server"));
        const std::string two = co_await what_of<vinyl::timeout>(with_hosts(silent.port() + "," + silent.port()), options);
        CHECK_THAT(two, Contains("; no answer from") && Contains("does not answer"));
        const std::string mixed = co_await what_of<vinyl::connection_lost>(with_hosts(silent.port() + ",1"), options);
        CHECK_THAT(mixed, Contains("no answer from") && Contains("refused"));
    });
}

TEST_CASE("the caller's deadline ends the search, however many hosts there are", "[connect]") {
    const listener silent;
    in_both_modes([&silent]() -> dual<void> {
        const auto before = std::chrono::steady_clock::now();
        bool late = false;
        try {
            const std::string ports = silent.port() + "," + silent.port() + "," + silent.port();
            const vinyl::postgres::driver driver{vinyl::postgres::settings(with_hosts(ports))};
            co_await driver.connect(vinyl::io::deadline::after(100ms));
        } catch (const vinyl::timeout&) {
            late = true;
        }
        CHECK(late);
        CHECK(std::chrono::steady_clock::now() - before < 5s);
    });
}

TEST_CASE("a list of ports that does not match the hosts is refused", "[connect]") {
    in_both_modes([]() -> dual<void> {
        const std::string what = co_await what_of<vinyl::usage_error>("host=127.0.0.1,127.0.0.1 port=1,2,3 user=postgres");
        CHECK_THAT(what, Contains("2 hosts and 3 ports"));
    });
}

TEST_CASE("a host that is not ready is passed over, one that refuses the user is not", "[connect]") {
    const listener starting(refusal("57P03", "the database system is starting up"));
    const listener refusing(refusal("28P01", "password authentication failed"));
    in_both_modes([&]() -> dual<void> {
        auto conn = co_await connect(with_hosts(starting.port() + "," + real_port()));
        CHECK(co_await ask(*conn, "SELECT 1") == 1);
        const std::string what =
            co_await what_of<vinyl::programming_error>(with_hosts(refusing.port() + "," + real_port()));
        CHECK_THAT(what, Contains("28P01") && Contains("check the user name and the password"));
    });
}

TEST_CASE("the kind of server that is asked for is looked for among all hosts", "[connect]") {
    in_both_modes([]() -> dual<void> {
        const std::string ports = "1," + real_port();
        for (const char* any_of : {"any", "primary", "read-write", "prefer-standby"}) {
            auto conn = co_await connect(with_hosts(ports) + "target_session_attrs=" + any_of);
            CHECK(co_await ask(*conn, "SELECT 1") == 1);
        }
        const std::string none = co_await what_of<vinyl::connection_lost>(with_hosts(ports) + "target_session_attrs=standby");
        CHECK_THAT(none, Contains("target_session_attrs"));
    });
}

TEST_CASE("hosts of a service are tried like others, and a message names the service's database", "[connect]") {
    const listener silent;
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("vinyl-services-" + std::to_string(::getpid()));
    std::ofstream(file) << "[music]\nhost=127.0.0.1,127.0.0.1\nport=" << silent.port() << "," << real_port()
                        << "\nuser=postgres\ndbname=postgres\n[wrong]\nhost=127.0.0.1\nport=1\ndbname=records\n";
    const variable services("PGSERVICEFILE", file.string());
    in_both_modes([]() -> dual<void> {
        vinyl::postgres::driver_options options;
        options.connect_timeout = 100ms;
        auto conn = co_await connect("service=music", options);
        CHECK(co_await ask(*conn, "SELECT 1") == 1);
        const std::string what = co_await what_of<vinyl::connection_lost>("service=wrong user=miles");
        CHECK_THAT(what, Contains("host 127.0.0.1, port 1, database records, user miles") && Contains("server runs there"));
        const std::string unknown = co_await what_of<vinyl::connection_lost>("service=no_such_service");
        CHECK_THAT(unknown, Contains("no_such_service") && Contains("check the name of the service"));
    });
    std::filesystem::remove(file);
    in_both_modes([]() -> dual<void> {
        const std::string gone = co_await what_of<vinyl::connection_lost>("service=music");
        CHECK_THAT(gone, Contains("check the service file"));
    });
}

TEST_CASE("each failure to connect comes with the advice for it", "[connect]") {
    const listener asks_password(message('R', std::string("\0\0\0\3", 4)));
    const listener pooler(refusal("08P01", "unsupported startup parameter: options"));
    const listener no_tls("N");
    const listener closes(refusal("42704", "unrecognized configuration parameter \"statment_timeout\""));
    const listener web("HTTP/1.1 400 Bad Request\r\n\r\n");
    in_both_modes([&]() -> dual<void> {
        const std::string password = co_await what_of<vinyl::connection_lost>(with_hosts(asks_password.port()) + "passfile=/x");
        CHECK_THAT(password, Contains("give a password") && !Contains("server runs"));
        const std::string setting = co_await what_of<vinyl::database_error>(with_hosts(pooler.port()));
        CHECK_THAT(setting, Contains("transaction_pooler") && !Contains("server runs"));
        const std::string unknown = co_await what_of<vinyl::programming_error>(with_hosts(closes.port()));
        CHECK_THAT(unknown, Contains("PGOPTIONS"));
        const std::string tls = co_await what_of<vinyl::connection_lost>(
            "host=127.0.0.1 user=u port=" + no_tls.port() + " sslmode=require");
        CHECK_THAT(tls, Contains("speaks no TLS") && !Contains("server runs"));
        const std::string http = co_await what_of<vinyl::connection_lost>(with_hosts(web.port()));
        CHECK_THAT(http, Contains("PostgreSQL server that listens there"));
        const std::string refused = co_await what_of<vinyl::connection_lost>(with_hosts("1"));
        CHECK_THAT(refused, Contains("server runs there"));
        const std::string name = co_await what_of<vinyl::connection_lost>("host=no-such-host.invalid user=u");
        CHECK_THAT(name, Contains("no-such-host.invalid") && Contains("can look it up"));
        const variable mode("PGSSLMODE", "sometimes");
        const std::string sslmode = co_await what_of<vinyl::connection_lost>("host=127.0.0.1 port=1 user=u");
        CHECK_THAT(sslmode, Contains("sslmode") && Contains("PGSSLMODE") && !Contains("server runs"));
    });
}
