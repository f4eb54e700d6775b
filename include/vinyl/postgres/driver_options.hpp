// How one connection of the PostgreSQL driver works.
#pragma once

#include <vinyl/base/error.hpp>

#include <chrono>
#include <cstddef>
#include <functional>

namespace vinyl::postgres {

struct driver_options {
    /// How long connecting to each of several hosts may take. The earlier of this and libpq's connect_timeout counts.
    std::chrono::milliseconds connect_timeout = std::chrono::milliseconds::max();
    /// Several statements may be under way at once, in order. Off: one at a time, for poolers that can not do
    /// it.
    bool pipeline = true;
    /// Reads that vinyl made itself and that wait at the same moment may share one Sync, which saves most of
    /// their cost.
    bool coalesce_reads = true;
    /// How many prepared statements the connection keeps; 0: unnamed statements only, for poolers that know
    /// no others.
    std::size_t statement_cache = 256;
    /// What a pool shall send after SQL of the user's, so that the session is as it was opened. Off: nothing, behind poolers
    /// whose sessions belong to others in the next moment.
    bool reset_session = true;
    /// Statements that are given up are cancelled on the server, too, as soon as nobody waits for any other that
    /// was sent over their connection.
    bool cancel_on_server = true;
    /// How long the answers of statements that were given up may take before the connection itself is given up,
    /// unless others still wait for theirs; and how long a cancel request may take.
    std::chrono::milliseconds drain_limit = std::chrono::seconds(15);
    /// Receives notices and warnings; they are dropped without it. Called by whoever works for the
    /// connection, outside of its lock; what it throws is swallowed. In sync mode it can not query that connection
    /// itself while the statement still runs (usage_error).
    std::function<void(const diagnostics&)> on_notice{};
};

}  // namespace vinyl::postgres
