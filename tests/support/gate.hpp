// An in-process TCP gate between a client and the server that can do to a connection what networks do: delay it, split
// it, stop it, cut it, reset it, damage it; and that keeps a log of the bytes of both directions.
#pragma once

#include "support/frontend_log.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tests {

enum class direction { to_server, to_client };

/// What happens to the bytes of one direction. Byte numbers count, for each connection, from the moment the rules were
/// set, or from its first byte when it is made later. Set the fields by name: `{.piece = 1}`.
struct gate_rules {
    std::size_t piece = 0;                 ///< Hand on at most so many bytes at a time, each in a segment; 0: no limit.
    std::chrono::microseconds delay{0};    ///< Wait so long before each piece.
    std::optional<std::uint64_t> cut_after{};   ///< Hand on exactly so many bytes, then close both sides.
    bool reset = false;                    ///< Close with RST, so that the peer gets "connection reset", when cutting.
    std::optional<std::uint64_t> corrupt{};  ///< Invert all bits of this byte (the first one is 0).
    bool pause = false;                    ///< Stop reading, so that the sender's buffers fill.
    bool drop = false;                     ///< Read, and throw away.
};

/// What went through one connection.
struct gate_log {
    std::string to_server;
    std::string to_client;
};

/// Listens on 127.0.0.1 at a free port and forwards every connection to a PostgreSQL, in a thread of its own.
/// Thread safety: all functions may be called from any thread.
class gate {
public:
    /// `target`: the path of a unix socket (vinyl::testing::server::socket_path()).
    explicit gate(std::string target);
    ~gate();
    gate(const gate&) = delete;
    gate& operator=(const gate&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept;
    /// Connection string for libpq that leads through the gate, without TLS.
    [[nodiscard]] std::string dsn(const std::string& database = "postgres") const;

    /// Sets the rules of one direction, for the connections that there are and those to come.
    void set(direction which, gate_rules rules);
    /// Sets the rules of both directions.
    void set(const gate_rules& rules);
    /// Lets everything pass again.
    void pass();
    /// New connections are closed as soon as they are made (true), or forwarded again.
    void refuse(bool on);
    /// Ends all connections that there are now, in good order or with RST.
    void close_all(bool with_reset = false);

    /// Connections accepted since the gate was made, and those open now.
    [[nodiscard]] std::size_t accepted() const;
    [[nodiscard]] std::size_t open() const;

    /// The bytes handed on so far, one entry per connection in the order of their making; as they were sent, before any
    /// damage. Logging can be turned off for long runs.
    [[nodiscard]] std::vector<gate_log> log() const;
    void keep_log(bool on);
    /// Forgets what was logged; connections that are open go on being logged, without their start-up.
    void clear_log();

    /// Every SQL text that clients sent, in order, connection by connection.
    [[nodiscard]] std::vector<std::string> sql_texts() const;
    /// Every message that clients sent, in order, connection by connection.
    [[nodiscard]] std::vector<frontend_message> frontend_messages() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace tests
