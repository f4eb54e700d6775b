// Bodies of connecting.
#pragma once

#include <vinyl/base/random.hpp>
#include <vinyl/io/own_executor.hpp>
#include <vinyl/io/host_addresses.hpp>
#include <vinyl/io/socket_watch.hpp>
#include <vinyl/postgres/connect.hpp>
#include <vinyl/postgres/diagnostics.hpp>
#include <vinyl/postgres/handles.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl::postgres {
namespace detail {

/// What to do about a failure that only libpq knows of, by its words: there is nothing else to tell them apart by. In another
/// language than English the advice is the general one.
VINYL_DECL const char* advice_by_words(std::string_view reason) {
    struct advice {
        std::string_view words;
        const char* says;
    };
    constexpr advice all[] = {
        {"no password supplied", "give a password: in the connection string, in PGPASSWORD or in ~/.pgpass"},
        {"service file", "check the service file (PGSERVICEFILE, ~/.pg_service.conf)"},
        {"definition of service",
         "check the name of the service, and the service file (PGSERVICEFILE, ~/.pg_service.conf)"},
        {"could not translate host name", "check the name of the host, and that this machine can look it up"},
        {"no address for", "check the name of the host, and that this machine can look it up"},
        {"does not support SSL", "the server speaks no TLS: turn its ssl on, or choose sslmode=prefer or disable"},
        {"root certificate", "set sslrootcert to the certificate of the authority that signed the server's"},
        {"certificate verify failed",
         "check sslrootcert: it must hold the authority that signed the server's certificate"},
        {"server certificate for", "the host must be called as the server's certificate says (or sslmode=verify-ca)"},
        {"private key", "check sslcert and sslkey"},
        {"certificate file", "check sslcert and sslkey"},
        {"SSL error", "check that the server speaks TLS there, and sslmode, sslcert and sslrootcert"},
        {"session is read-only", "no server is what target_session_attrs asks for; check the list of hosts"},
        {"session is not read-only", "no server is what target_session_attrs asks for; check the list of hosts"},
        {"hot standby mode", "no server is what target_session_attrs asks for; check the list of hosts"},
        {"authentication method",
         "the server asks for a way to authenticate that is not allowed here or not supported; "
         "check require_auth, and pg_hba.conf on the server"},
        {"channel binding", "channel_binding=require needs TLS and a password kept as scram-sha-256 on the server"},
        {"GSSAPI", "check the Kerberos ticket, or choose gssencmode=disable"},
        {"invalid",
         "correct this parameter in the connection string or in libpq's environment variables (PGSSLMODE, ...)"},
        {"unexpectedly", "check that it is a PostgreSQL server that listens there, and what it has logged"},
        {"expected authentication request", "check that it is a PostgreSQL server that listens there"},
        {"received invalid response", "check that it is a PostgreSQL server that listens there"},
        {"out of memory", ""},
    };
    for (const advice& each : all)
        if (reason.find(each.words) != std::string_view::npos) return each.says;
    return "check that the server runs there, and that host and port are right";
}

VINYL_DECL const char* connect_advice(std::string_view sqlstate, std::string_view reason) {
    if (reason.find("unsupported startup parameter") != std::string_view::npos)
        return "a pooler refuses settings that travel with the start of a session: give the alias .pooler = "
               "vinyl::transaction_pooler and leave options (PGOPTIONS) out, or list them in the pooler's "
               "ignore_startup_parameters";
    if (sqlstate == "3D000" || reason.find("no such database") != std::string_view::npos)
        return "create the database, or correct its name in the connection string (or in the pooler's settings)";
    if (sqlstate == "28P01" || reason.find("no such user") != std::string_view::npos)
        return "check the user name and the password (connection string, PGPASSWORD, ~/.pgpass)";
    if (sqlstate == "28000")
        return "check the user name, and what pg_hba.conf on the server allows for this user, database and "
               "address";
    if (sqlstate == "53300")
        return "the server has no connection to spare: use a smaller pool or raise max_connections";
    if (sqlstate == "57P03") return "the server is starting up or shutting down: try again in a moment";
    if (sqlstate == "42704" || sqlstate == "22023")
        return "check the settings that the connection string gives the server (options, PGOPTIONS)";
    if (sqlstate.empty()) return advice_by_words(reason);
    return "";
}

/// What became of the servers that were tried in vain.
class refusals {
public:
    explicit refusals(const settings& where) : where_(where) {}

    void add(std::string reason) {
        std::string sqlstate = take_sqlstate(reason);
        if (sqlstate_.empty()) sqlstate_ = sqlstate;
        last_ = std::move(sqlstate);
        note(printable(reason));
    }
    void add_timeout(const settings& tried, const char* doing) {
        ++timeouts_;
        last_.clear();
        doing_ = doing;
        note("no answer from " + tried.describe() + " while " + doing);
    }
    /// Whether a server has given an answer that the others are not asked for, as in libpq: only one that is not ready yet
    /// is passed over.
    [[nodiscard]] bool final() const noexcept { return !last_.empty() && last_ != "57P03"; }

    [[noreturn]] void throw_all() const {
        diagnostics fields;
        fields.message = "cannot connect to PostgreSQL (" + where_.describe() + "): ";
        if (timeouts_ == count_) {
            fields.message += count_ > 1 ? reasons_ : std::string("the deadline passed while ") + doing_;
            fields.hint =
                "the server, or something on the way to it, does not answer; check host and port, or allow more time";
            throw timeout(std::move(fields));
        }
        fields.sqlstate = sqlstate_;
        fields.message += reasons_;
        fields.hint = connect_advice(fields.sqlstate, reasons_);
        if (fields.sqlstate.empty()) throw connection_lost(std::move(fields));
        throw_database_error(std::move(fields));
    }

private:
    void note(std::string reason) {
        if (count_++ > 0) reasons_ += "; ";
        reasons_ += reason;
    }

    const settings& where_;
    std::string reasons_;
    std::string sqlstate_;
    std::string last_;
    const char* doing_ = "";
    std::size_t timeouts_ = 0;
    std::size_t count_ = 0;
};

/// Null when libpq has no memory left for it.
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
    if (!handle) return handle;
    // libpq's own receiver prints to stderr.
    PQsetNoticeReceiver(handle.get(), [](void*, const PGresult*) {}, nullptr);
    PQsetErrorVerbosity(handle.get(), PQERRORS_VERBOSE);  // the only way to the SQLSTATE of a refusal
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

/// Tries one server at one address. Null if that fails; then the refusals say why.
VINYL_DECL dual<connection_handle> connect_to_one(settings where, io::deadline until, refusals& failures) {
    connection_handle handle = start_connecting(where);
    if (!handle || PQstatus(handle.get()) == CONNECTION_BAD) {
        failures.add(handle ? PQerrorMessage(handle.get()) : "out of memory");
        co_return nullptr;
    }
    // Destroyed before the handle, so that the peer sees the end of a connection that fails.
    io::socket_watch watch(PQsocket(handle.get()));
    PostgresPollingStatusType step = PGRES_POLLING_WRITING;
    while (step != PGRES_POLLING_OK) {
        const io::readiness wanted = step == PGRES_POLLING_READING ? io::readiness::read : io::readiness::write;
        const io::readiness ready = co_await io::wait_for(watch, wanted, until);
        if (ready == io::readiness::none) {
            failures.add_timeout(where, what_it_is_doing(handle.get()));
            co_return nullptr;
        }
        step = PQconnectPoll(handle.get());
        if (step == PGRES_POLLING_FAILED) {
            failures.add(PQerrorMessage(handle.get()));
            co_return nullptr;
        }
        // After every step, and also if the number is the same: the next attempt without TLS has a new socket, to
        // which the kernel likes to give the number of the old one.
        watch.rebind(PQsocket(handle.get()));
    }
    co_return handle;
}

VINYL_DECL io::deadline limit_for_one(const settings& where, std::chrono::milliseconds patience, io::deadline until) {
    return where.connect_until(std::min(until, io::deadline::after(patience)));
}

/// Tries all servers in turn, and all addresses of each, as libpq would: but with a deadline for each, and without blocking
/// where it looks up names. Null if none will do.
VINYL_DECL dual<connection_handle> connect_to_any(settings where, std::chrono::milliseconds patience,
                                                  io::deadline until, refusals& failures) {
    std::vector<settings::server> servers = where.servers();
    const bool at_random = where.effective("load_balance_hosts") == "random";
    if (at_random) std::shuffle(servers.begin(), servers.end(), vinyl::detail::random_source());
    for (const settings::server& server : servers) {
        settings one = where;
        if (!server.host.empty()) one.set("host", server.host);
        one.set("port", server.port);
        io::host_addresses found;
        const bool socket = server.host.empty() || server.host[0] == '/' || server.host[0] == '@';
        if (!server.address.empty() || socket) {
            found.addresses.push_back(server.address);
        } else {
            const io::deadline looked_up_by = limit_for_one(where, patience, until);
            found = co_await io::look_up_host(server.host, looked_up_by);
            if (found.addresses.empty() && looked_up_by.expired())
                failures.add_timeout(one, "looking up the name of the host");
            else if (found.addresses.empty()) failures.add("no address for \"" + server.host + "\": " + found.failure);
        }
        if (at_random) std::shuffle(found.addresses.begin(), found.addresses.end(), vinyl::detail::random_source());
        for (const std::string& address : found.addresses) {
            if (!address.empty()) one.set("hostaddr", address);
            connection_handle handle = co_await connect_to_one(one, limit_for_one(where, patience, until), failures);
            if (handle || failures.final() || until.expired()) co_return handle;
        }
        if (until.expired()) co_return nullptr;
    }
    co_return nullptr;
}

}  // namespace detail

VINYL_DECL dual<std::unique_ptr<connection>> connect(settings where, driver_options options, io::deadline until) {
    detail::refusals failures(where);
    connection_handle handle;
    if (std::string fault = where.fault_elsewhere(); !fault.empty()) {
        failures.add(std::move(fault));
        failures.throw_all();
    }
    if (where.effective("target_session_attrs") == "prefer-standby") {
        settings standby = where;
        standby.set("target_session_attrs", "standby");
        handle = co_await detail::connect_to_any(standby, options.connect_timeout, until, failures);
        where.set("target_session_attrs", "any");
    }
    if (!handle && !failures.final())
        handle = co_await detail::connect_to_any(where, options.connect_timeout, until, failures);
    if (!handle) failures.throw_all();
    auto home = co_await io::own_executor();
    auto engine = std::make_shared<pipeline>(std::move(handle), std::move(options), std::move(home));
    co_return std::make_unique<connection>(std::move(engine));
}

}  // namespace vinyl::postgres
