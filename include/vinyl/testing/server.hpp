// A private, throw-away PostgreSQL for tests: made in a temporary folder, gone when the object goes.
#pragma once

#include <vinyl/base/config.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace vinyl::testing {

/// How a server is asked to stop.
enum class stop_mode {
    smart,      ///< Waits until every client has gone.
    fast,       ///< Ends the clients' sessions, then stops in good order.
    immediate,  ///< At once, as in a crash; the next start recovers.
};

struct server_options {
    /// Also listen on 127.0.0.1 at this port; 0: a free one. Without a value the server has no TCP at all.
    std::optional<std::uint16_t> port{};
    /// More lines of postgresql.conf, as in {{"max_connections", "20"}}. They win over the defaults given here.
    std::vector<std::pair<std::string, std::string>> settings{};
    /// How long each of making, starting and stopping the server may take.
    std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

/// A running PostgreSQL server of one's own, reached over a unix socket in its folder. Connections are trusted, the
/// superuser is `postgres`, encoding UTF-8, locale C, time zone UTC; nothing is ever synced to the disk.
///
///     vinyl::testing::server server;
///     vinyl::connections().add("default", server.dsn());
///
/// The destructor stops the server and removes its folder. When the program dies before that, a watching process does
/// so. Run as root, the server runs as `postgres` or `nobody`. A child made with fork() does not own the server.
///
/// Errors: vinyl::error with the end of the server's log and what to do about it.
/// Thread safety: one thread at a time; dsn() and the other const functions from any.
class server {
public:
    /// Makes a server and waits until it accepts connections (about a second).
    server();
    explicit server(server_options options);
    server(server&&) noexcept;
    server& operator=(server&&) noexcept;
    ~server();

    /// Connection string over the unix socket; `database` as it is, not quoted.
    [[nodiscard]] std::string dsn(const std::string& database = "postgres") const;
    /// Connection string over TCP. Throws vinyl::usage_error when the server was made without a port.
    [[nodiscard]] std::string tcp_dsn(const std::string& database = "postgres") const;
    /// The path of its unix socket.
    [[nodiscard]] std::string socket_path() const;
    /// Its TCP port, when it has one.
    [[nodiscard]] std::optional<std::uint16_t> port() const noexcept;
    /// Process id of the postmaster; 0 while it is stopped.
    [[nodiscard]] pid_t pid() const noexcept;
    /// All it has logged so far.
    [[nodiscard]] std::string log() const;

    /// Stops it; the data stays. Does nothing when it is stopped.
    void stop(stop_mode how = stop_mode::fast);
    /// Starts it again after stop() and waits until it accepts. Does nothing when it runs.
    void start();
    /// stop(), then start().
    void restart(stop_mode how = stop_mode::fast);
    /// Waits until it accepts connections, as after kill_backend(), when it recovers by itself.
    void wait_until_ready() const;
    /// Kills one of its processes (`SELECT pg_backend_pid()`) the hard way, with SIGKILL. The server then ends all other
    /// sessions, too, and recovers.
    void kill_backend(pid_t pid) const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace vinyl::testing

#ifdef VINYL_HEADER_ONLY
#include <vinyl/testing/server.ipp>
#endif
