// Bodies of testing/server.hpp.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/testing/process.hpp>
#include <vinyl/testing/server.hpp>

#include <libpq-fe.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vinyl::testing {

namespace detail {

// The name of the socket's file has this number, also when there is no TCP.
inline constexpr int socket_number = 5432;

// A shell that sleeps in `read` until the pipe from us closes, however we end, and then clears away what is left.
inline constexpr const char* watchdog_script = R"(
read -r _
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
    kill -QUIT "$pid" 2>/dev/null
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null
fi
rm -rf "$1"
)";

VINYL_DECL std::string quoted_setting(const std::string& value) {
    std::string text = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') text += c;
        text += c;
    }
    return text + "'";
}

// Every user must be able to walk to it (the server may run as another one), and PostgreSQL's limit for the whole path of
// a unix socket is 107 bytes.
VINYL_DECL bool suits_server(const std::filesystem::path& folder) {
    constexpr std::size_t longest = 80;
    if (folder.string().size() > longest) return false;
    if (::geteuid() != 0) return ::access(folder.c_str(), W_OK | X_OK) == 0;
    for (auto at = folder; at.has_relative_path(); at = at.parent_path()) {
        struct stat facts{};
        if (::stat(at.c_str(), &facts) != 0 || !(facts.st_mode & S_IXOTH)) return false;
    }
    return true;
}

VINYL_DECL std::filesystem::path make_server_folder(const std::optional<account>& owner) {
    std::error_code ignored;
    std::filesystem::path parent = std::filesystem::temp_directory_path(ignored);
    if (ignored || !suits_server(parent)) parent = "/tmp";
    std::string folder = (parent / "vinyl-XXXXXX").string();
    if (!::mkdtemp(folder.data()))
        throw os_error("can not make a folder in " + parent.string() + " for a test server: " + std::strerror(errno) +
                       "; set TMPDIR to a folder that can be written to");
    if (owner && ::chown(folder.c_str(), owner->user, owner->group) != 0)
        throw os_error("can not give " + folder + " to the user that the test server runs as: " + std::strerror(errno));
    return folder;
}

VINYL_DECL std::uint16_t free_port() {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const bool bound = probe >= 0 && ::bind(probe, generic, size) == 0 && ::getsockname(probe, generic, &size) == 0;
    if (probe >= 0) ::close(probe);
    if (!bound) throw os_error(std::string("found no free TCP port on 127.0.0.1: ") + std::strerror(errno));
    return ntohs(address.sin_port);
}

}  // namespace detail

struct server::state {
    server_options options;
    std::optional<detail::account> owner;
    std::filesystem::path programs;
    std::filesystem::path folder;
    std::optional<std::uint16_t> port;
    pid_t postmaster = 0;
    pid_t watchdog = 0;
    int watchdog_pipe = -1;
    pid_t made_by = ::getpid();

    explicit state(server_options given)
        : options(std::move(given)), owner(detail::account_for_servers()), programs(detail::find_server_programs()),
          folder(detail::make_server_folder(owner)), port(options.port) {
        if (port && *port == 0) port = detail::free_port();
    }
    state(const state&) = delete;
    state& operator=(const state&) = delete;

    ~state() {
        if (::getpid() != made_by) {  // in a fork()ed child: the server is our parent's
            if (watchdog_pipe >= 0) ::close(watchdog_pipe);
            return;
        }
        try {
            stop(stop_mode::immediate);
        } catch (const error&) {  // NOLINT(bugprone-empty-catch): the watchdog tries harder
        }
        if (watchdog == 0) {
            std::error_code ignored;
            std::filesystem::remove_all(folder, ignored);
            return;
        }
        ::close(watchdog_pipe);
        (void)detail::wait_for_exit(watchdog, options.timeout);
    }

    [[nodiscard]] std::filesystem::path log_file() const { return folder / "server.log"; }

    detail::command command_for(std::vector<std::string> arguments) const {
        detail::command what;
        what.arguments = std::move(arguments);
        what.output = log_file();
        what.folder = folder;
        what.as = owner;
        return what;
    }

    void start_watchdog() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) throw os_error(std::string("can not make a pipe: ") + std::strerror(errno));
        watchdog_pipe = ends[1];
        detail::command what;
        what.arguments = {"/bin/sh", "-c", detail::watchdog_script, "vinyl-test-server-watchdog", folder.string()};
        what.output = "/dev/null";
        what.folder = "/";
        what.standard_input = ends[0];
        try {
            watchdog = detail::start(what);
        } catch (...) {
            ::close(ends[0]);
            ::close(ends[1]);
            throw;
        }
        ::close(ends[0]);
    }

    void make_cluster() {
        const pid_t initdb = detail::start(
            command_for({(programs / "initdb").string(), "--pgdata=" + (folder / "data").string(),
                         "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"}));
        int status = 0;
        if (!detail::wait_for_exit(initdb, options.timeout, &status)) {
            ::kill(initdb, SIGKILL);
            (void)detail::wait_for_exit(initdb, options.timeout);
            fail("initdb did not finish in time");
        }
        if (status != 0) fail("initdb failed");
        write_settings();
    }

    void write_settings() const {
        std::ofstream file(folder / "data" / "postgresql.conf", std::ios::app);
        const auto set = [&](const std::string& name, const std::string& value) {
            file << name << " = " << detail::quoted_setting(value) << '\n';
        };
        set("unix_socket_directories", folder.string());
        set("listen_addresses", port ? "127.0.0.1" : "");
        set("port", std::to_string(port.value_or(detail::socket_number)));
        set("timezone", "UTC");
        set("log_timezone", "UTC");
        // tests want speed, and nothing here has to survive a power cut
        for (const char* name : {"fsync", "full_page_writes", "jit"}) set(name, "off");
        for (const auto& [name, value] : options.settings) set(name, value);
        if (!file.flush()) throw os_error("can not write the test server's settings to " + folder.string());
    }

    [[nodiscard]] bool accepts() const { return ::PQping(dsn("postgres").c_str()) == PQPING_OK; }

    [[nodiscard]] std::string dsn(const std::string& database) const {
        std::string host;
        for (const char c : folder.string()) host += c == '/' ? std::string("%2F") : std::string(1, c);
        return "postgresql://postgres@/" + database + "?host=" + host +
               "&port=" + std::to_string(port.value_or(detail::socket_number));
    }

    void wait_until_ready() {
        const auto end = std::chrono::steady_clock::now() + options.timeout;
        while (!accepts()) {
            if (postmaster == 0) throw usage_error("this test server is stopped; start() it first");
            if (detail::wait_for_exit(postmaster, std::chrono::milliseconds(0))) {
                postmaster = 0;
                fail("the server ended instead of accepting connections");
            }
            if (std::chrono::steady_clock::now() >= end) fail("the server does not accept connections");
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    void start() {
        if (postmaster != 0) return;
        postmaster = detail::start(command_for({(programs / "postgres").string(), "-D", (folder / "data").string()}));
        wait_until_ready();
    }

    void stop(stop_mode how) {
        if (postmaster == 0) return;
        const int signal = how == stop_mode::smart ? SIGTERM : how == stop_mode::fast ? SIGINT : SIGQUIT;
        ::kill(postmaster, signal);
        if (!detail::wait_for_exit(postmaster, options.timeout)) fail("the server does not stop");
        postmaster = 0;
    }

    [[noreturn]] void fail(const std::string& what) const {
        throw os_error("test server in " + folder.string() + ": " + what + "; the end of its log:\n" +
                       detail::tail(log_file()) + "  programs used: " + programs.string() +
                       " (set PG_CONFIG to the pg_config of another installation to change that)");
    }
};

VINYL_DECL server::server() : server(server_options{}) {}

VINYL_DECL server::server(server_options options) : state_(std::make_unique<state>(std::move(options))) {
    state_->start_watchdog();
    state_->make_cluster();
    state_->start();
}

VINYL_DECL server::server(server&&) noexcept = default;
VINYL_DECL server& server::operator=(server&&) noexcept = default;
VINYL_DECL server::~server() = default;

VINYL_DECL std::string server::dsn(const std::string& database) const { return state_->dsn(database); }

VINYL_DECL std::string server::tcp_dsn(const std::string& database) const {
    if (!state_->port)
        throw usage_error("this test server has no TCP port; make it with server_options{.port = 0} for a free one");
    return "postgresql://postgres@127.0.0.1:" + std::to_string(*state_->port) + "/" + database;
}

VINYL_DECL std::string server::socket_path() const {
    const int number = state_->port.value_or(detail::socket_number);
    return (state_->folder / (".s.PGSQL." + std::to_string(number))).string();
}

VINYL_DECL std::optional<std::uint16_t> server::port() const noexcept { return state_->port; }
VINYL_DECL pid_t server::pid() const noexcept { return state_->postmaster; }

VINYL_DECL std::string server::log() const {
    std::ostringstream text;
    text << std::ifstream(state_->log_file()).rdbuf();
    return text.str();
}

VINYL_DECL void server::stop(stop_mode how) { state_->stop(how); }
VINYL_DECL void server::start() { state_->start(); }
VINYL_DECL void server::restart(stop_mode how) {
    stop(how);
    start();
}
VINYL_DECL void server::wait_until_ready() const { state_->wait_until_ready(); }

VINYL_DECL void server::kill_backend(pid_t pid) const {
    if (pid <= 1 || ::kill(pid, SIGKILL) != 0)
        throw os_error("can not kill process " + std::to_string(pid) + " of the test server: " + std::strerror(errno));
}

}  // namespace vinyl::testing
