// Bodies of connecting.
#pragma once

#include <vinyl/io/own_executor.hpp>
#include <vinyl/io/resolve.hpp>
#include <vinyl/io/socket_watch.hpp>
#include <vinyl/postgres/connect.hpp>
#include <vinyl/postgres/diagnostics.hpp>
#include <vinyl/postgres/handles.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl::postgres {
namespace detail {

VINYL_DECL const char* connect_advice(std::string_view sqlstate) {
    if (sqlstate == "3D000") return "create the database, or correct its name in the connection string";
    if (sqlstate == "28P01") return "check the user name and the password (connection string, PGPASSWORD, ~/.pgpass)";
    if (sqlstate == "28000")
        return "check the user name, and what pg_hba.conf on the server allows for this user, database and "
               "address";
    if (sqlstate == "53300")
        return "the server has no connection to spare: use a smaller pool or raise max_connections";
    if (sqlstate == "57P03") return "the server is starting up or shutting down: try again in a moment";
    if (sqlstate.empty()) return "check that the server runs there, and that host and port are right";
    return "";
}

[[noreturn]] VINYL_DECL void throw_cannot_connect(const settings& where, std::string reason) {
    diagnostics fields;
    fields.sqlstate = take_sqlstate(reason);
    fields.message = "cannot connect to PostgreSQL (" + where.describe() + "): " + printable(reason);
    fields.hint = connect_advice(fields.sqlstate);
    if (fields.sqlstate.empty()) throw connection_lost(std::move(fields));
    throw_database_error(std::move(fields));
}

[[noreturn]] VINYL_DECL void throw_connect_timeout(const settings& where, const char* doing) {
    diagnostics fields;
    fields.message = "cannot connect to PostgreSQL (" + where.describe() + "): the deadline passed while " + doing;
    fields.hint = "the server, or something on the way to it, does not answer; check host and port, or allow more time";
    throw timeout(std::move(fields));
}

VINYL_DECL std::vector<std::string> split_at_commas(std::string_view list) {
    std::vector<std::string> parts;
    for (std::size_t start = 0;;) {
        const std::size_t comma = list.find(',', start);
        parts.emplace_back(list.substr(start, comma - start));
        if (comma == std::string_view::npos) return parts;
        start = comma + 1;
    }
}

/// Looks up the names of the hosts where that is possible without blocking (see io::resolve), and gives libpq
/// the addresses beside the names: it would look them up itself, and block. The names stay, because
/// certificates are checked against them. A name without an address is left out, as libpq would pass it over.
VINYL_DECL dual<settings> with_addresses(settings where, io::deadline until) {
    const std::string hosts = where.get("host").empty() ? where.effective("host") : std::string(where.get("host"));
    if (!where.effective("hostaddr").empty() || hosts.empty() || hosts == "the default socket") co_return where;
    const std::vector<std::string> names = split_at_commas(hosts);
    const std::vector<std::string> ports = split_at_commas(where.effective("port"));
    std::string host;
    std::string address;
    std::string port;
    std::string failure;
    std::size_t usable = 0;
    bool looked_up = false;
    for (std::size_t i = 0; i < names.size(); ++i) {
        io::host_addresses found;
        const bool socket = names[i].empty() || names[i][0] == '/' || names[i][0] == '@';
        if (socket) {
            found.addresses.emplace_back();
        } else {
            found = co_await io::resolve(names[i], until);
            if (!found.looked_up) co_return where;
            if (until.expired()) throw_connect_timeout(where, "looking up the name of the host");
            looked_up = true;
        }
        if (found.addresses.empty())
            failure += (failure.empty() ? "" : "\n") + ("no address for \"" + names[i] + "\": " + found.failure);
        for (const std::string& one : found.addresses) {
            if (usable++ > 0) host += ',', address += ',', port += ',';
            host += names[i];
            address += one;
            port += ports[ports.size() == 1 ? 0 : std::min(i, ports.size() - 1)];
        }
    }
    if (usable == 0) throw_cannot_connect(where, std::move(failure));
    if (looked_up) where.set("host", host).set("hostaddr", address).set("port", port);
    co_return where;
}

VINYL_DECL connection_handle start_connecting(const settings& where) {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    const settings::parameters parameters = where.to_send();
    for (const auto& [keyword, value] : parameters) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    // The values go in one by one and are never put together to a string, so there is nothing to quote or to
    // escape.
    connection_handle handle(PQconnectStartParams(keywords.data(), values.data(), 0));
    if (!handle) throw_cannot_connect(where, "out of memory");
    // libpq's own receiver prints to stderr.
    PQsetNoticeReceiver(handle.get(), [](void*, const PGresult*) {}, nullptr);
    PQsetErrorVerbosity(handle.get(), PQERRORS_VERBOSE);  // the only way to the SQLSTATE of a refusal
    if (PQstatus(handle.get()) == CONNECTION_BAD) throw_cannot_connect(where, PQerrorMessage(handle.get()));
    return handle;
}

VINYL_DECL const char* what_it_is_doing(const PGconn* connecting) {
    switch (PQstatus(connecting)) {
        case CONNECTION_STARTED: return "waiting for the network connection";
        case CONNECTION_SSL_STARTUP: return "negotiating TLS";
        case CONNECTION_GSS_STARTUP: return "negotiating GSSAPI encryption";
        case CONNECTION_AWAITING_RESPONSE: return "waiting for the server's answer to the log-in";
        case CONNECTION_AUTH_OK: return "waiting for the server to start the session";
        default: return "talking to the server";
    }
}

}  // namespace detail

VINYL_DECL dual<std::unique_ptr<connection>> connect(settings where, driver_options options, io::deadline until) {
    until = where.connect_until(until);
    settings resolved = co_await detail::with_addresses(where, until);
    connection_handle handle = detail::start_connecting(resolved);
    {
        // Destroyed before the handle, so that the peer sees the end of a connection that fails.
        io::socket_watch watch(PQsocket(handle.get()));
        PostgresPollingStatusType step = PGRES_POLLING_WRITING;
        while (step != PGRES_POLLING_OK) {
            const io::readiness wanted = step == PGRES_POLLING_READING ? io::readiness::read : io::readiness::write;
            const io::readiness ready = co_await io::wait_for(watch, wanted, until);
            if (ready == io::readiness::none)
                detail::throw_connect_timeout(where, detail::what_it_is_doing(handle.get()));
            step = PQconnectPoll(handle.get());
            if (step == PGRES_POLLING_FAILED) detail::throw_cannot_connect(where, PQerrorMessage(handle.get()));
            // After every step, and also if the number is the same: the next host, or the next attempt
            // without TLS, has a new socket, to which the kernel likes to give the number of the old one.
            watch.rebind(PQsocket(handle.get()));
        }
    }
    auto home = co_await io::own_executor();
    auto engine = std::make_shared<pipeline>(std::move(handle), std::move(options), std::move(home));
    co_return std::make_unique<connection>(std::move(engine));
}

}  // namespace vinyl::postgres
