// How the connections of one alias are made, shared and limited: what connections().add() takes.
#pragma once

#include <vinyl/base/config.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace vinyl {

/// Stands for "no limit" where an option is a duration.
inline constexpr std::chrono::milliseconds no_limit = std::chrono::milliseconds::max();

/// How many connections an alias has, and how long they live. In sync mode there is one pool for all threads,
/// in async mode one for each execution context; each obeys these limits by itself.
struct pool_options {
    /// At most this many connections, counting those that are being opened.
    std::size_t max = 10;
    /// This many idle connections are kept even when `idle_timeout` has passed.
    std::size_t min_idle = 0;
    /// How long an operation waits for a connection before it fails with pool_timeout. Waiting is first come,
    /// first served.
    std::chrono::milliseconds acquire_timeout = std::chrono::seconds(30);
    /// A connection older than this is closed when it comes back; one that is shared takes no new users then, and is
    /// closed when the last one leaves. Up to a tenth earlier, so that not all go at once.
    std::chrono::milliseconds max_lifetime = std::chrono::minutes(30);
    /// Connections that were idle for this long are closed the next time somebody takes or gives back one; nothing
    /// runs in the background, so a pool that nobody uses keeps what it has.
    std::chrono::milliseconds idle_timeout = std::chrono::minutes(10);
    /// A connection that was idle for this long is asked whether it is alive before it is used (no round
    /// trip). Measured by a clock that ticks every few milliseconds; zero asks always.
    std::chrono::microseconds check_after = std::chrono::milliseconds(1);
    /// At most this many connections are being opened at the same time.
    std::size_t max_connecting = 4;
};

/// What stands between the program and the server.
enum class pooler_kind : unsigned char { none, transaction };

/// A pooler that lends its sessions for one transaction at a time: PgBouncer with pool_mode=transaction, and its kind. Right
/// for other poolers, too, but slower than they need.
inline constexpr pooler_kind transaction_pooler = pooler_kind::transaction;

/// Everything about one alias. Only `dsn` is needed, and it may be empty: then libpq's own environment
/// (PGHOST, PGDATABASE, ...) and defaults say where the database is.
struct connection_options {
    /// "postgresql://user@host/name?sslmode=require" or "host=... dbname=...": anything libpq understands.
    std::string dsn{};
    pool_options pool{};
    /// Given a pooler, vinyl does nothing that needs a session of its own: no named statements, no pipelining, no settings
    /// with the start of a session, no reset. It keeps statement_timeout by itself, and asks the server to cancel.
    pooler_kind pooler = pooler_kind::none;
    /// Async mode: several operations may be under way on one connection, in order. Off: one at a time.
    bool pipeline = true;
    /// Async mode: how many operations may be under way on one connection before the next one waits.
    std::size_t max_pipeline_depth = 128;
    /// Async mode: reads that vinyl made itself and that wait at the same moment may travel together, which saves most of what
    /// each costs. Nobody sees a difference but in speed, and in when the server ends them: those that travel together see their
    /// answers together. Off: each is sent and confirmed by itself, like everything else.
    bool coalesce_reads = true;
    /// How many prepared statements each connection remembers; 0 turns named statements off.
    std::size_t statement_cache = 256;
    /// The server cancels a statement that runs longer (its own setting `statement_timeout`). What it waits for before the
    /// server can begin it, a connection or statements in front of it, does not count.
    std::chrono::milliseconds statement_timeout = no_limit;
    /// How long opening a connection may take; for each of several hosts.
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
    /// The server ends a session that sits in a transaction without doing anything
    /// (`idle_in_transaction_session_timeout`).
    std::chrono::milliseconds idle_in_transaction_timeout = no_limit;
    /// Shown in pg_stat_activity.
    std::string application_name{};
};

namespace db {

namespace detail {
/// Whether somebody took a connection string for the name of an alias. It is not to be shown then.
[[nodiscard]] bool is_connection_string(std::string_view alias) noexcept;
}  // namespace detail

/// The options with what follows from the kind of pooler.
[[nodiscard]] connection_options with_pooler(connection_options options);

/// Throws usage_error that names the alias, the option and the rule if the options contradict themselves.
void validate(std::string_view alias, const connection_options& options);

}  // namespace db
}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/options.ipp>
#endif
