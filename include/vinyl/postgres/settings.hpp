// Where a database is and how to talk to it: libpq's connection parameters, checked, with vinyl's defaults.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/postgres/connection_string.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace vinyl::postgres {

/// Connection parameters. What is not set comes from libpq: the environment (PGHOST, PGDATABASE, ...),
/// ~/.pgpass, the service file, then its built-in defaults. vinyl adds:
/// - client_encoding is UTF8, always;
/// - application_name is "vinyl" unless it is set here or in PGAPPNAME;
/// - a peer that vanished is noticed after 30 s without an answer (tcp_user_timeout and the keepalive
/// settings), unless
///   these are set here. They have no effect on unix sockets.
/// The session's time zone is left to the server: timestamps travel in binary form, which knows none.
/// Thread safety: a plain value.
class settings {
public:
    settings() = default;

    /// Reads "postgresql://user:password@host:5432/name?sslmode=require" or "host=... dbname=...", also in quotes.
    /// Throws usage_error when the text can not be read or a value in it can not be, without repeating what may be a
    /// secret.
    explicit settings(std::string_view dsn);

    /// Sets one of libpq's parameters, such as "dbname".
    /// Throws usage_error if libpq knows no such parameter, or if the value can not be one of it.
    settings& set(std::string_view keyword, std::string_view value);

    /// Sets a server setting such as statement_timeout for the session, with the start of the session (no
    /// round trip). Throws usage_error if the name is not one, or if a NUL byte is in the value.
    settings& set_on_server(std::string_view name, std::string_view value);

    /// What was set here for a parameter; empty if nothing was.
    [[nodiscard]] std::string_view get(std::string_view keyword) const noexcept;

    /// What will be used for a parameter: what was set here, or the service, libpq's environment and defaults. Empty if
    /// that is nothing.
    [[nodiscard]] std::string effective(std::string_view keyword) const;

    /// What is wrong with a parameter that was not set here, but comes from the environment or a service; empty if all is well.
    /// Does not repeat its value, as libpq and the server would.
    [[nodiscard]] std::string fault_elsewhere() const;

    /// One of the servers to try.
    struct server {
        std::string host;     ///< Name, address or path; empty: the default socket.
        std::string address;  ///< Empty: to be looked up.
        std::string port;
    };
    /// The servers in the order given. Throws usage_error if the lists of hosts, addresses and ports do not match.
    [[nodiscard]] std::vector<server> servers() const;

    /// host, port, dbname and user in one line. Never the password, nor what may hold one.
    [[nodiscard]] std::string describe() const;

    /// The earlier of `until` and what connect_timeout allows from now on. It counts for each host anew.
    [[nodiscard]] io::deadline connect_until(io::deadline until) const;

    using parameters = connection_parameters;

    /// Everything to hand to PQconnectStartParams.
    [[nodiscard]] parameters to_send() const;

private:
    parameters values_;
};

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/settings.ipp>
#endif
