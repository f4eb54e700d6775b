// What is said of servers that could not be connected to, and what to do about it.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/postgres/diagnostics.hpp>
#include <vinyl/postgres/refusals.hpp>

#include <string_view>
#include <utility>

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

}  // namespace detail

VINYL_DECL void refusals::note(std::string reason) {
    if (count_++ > 0) reasons_ += "; ";
    reasons_ += reason;
}

VINYL_DECL void refusals::add(std::string reason) {
    std::string sqlstate = take_sqlstate(reason);
    if (sqlstate_.empty()) sqlstate_ = sqlstate;
    last_ = std::move(sqlstate);
    note(printable(reason));
}

VINYL_DECL void refusals::add_timeout(const settings& tried, const char* doing) {
    ++timeouts_;
    last_.clear();
    doing_ = doing;
    note("no answer from " + tried.describe() + " while " + doing);
}

VINYL_DECL void refusals::throw_all() const {
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
    fields.hint = detail::connect_advice(fields.sqlstate, reasons_);
    if (fields.sqlstate.empty()) throw connection_lost(std::move(fields));
    throw_database_error(std::move(fields));
}

}  // namespace vinyl::postgres
