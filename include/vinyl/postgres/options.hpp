// How one connection of the PostgreSQL driver works.
#pragma once

#include <vinyl/base/error.hpp>

#include <cstddef>
#include <functional>

namespace vinyl::postgres {

struct driver_options {
    /// Several statements may be under way at once, in order. Off: one at a time, for poolers that can not do
    /// it.
    bool pipeline = true;
    /// Reads that vinyl made itself and that wait at the same moment may share one Sync, which saves most of
    /// their cost.
    bool coalesce_reads = true;
    /// How many prepared statements the connection keeps; 0: unnamed statements only, for poolers that know
    /// no others.
    std::size_t statement_cache = 256;
    /// A statement that is given up while it runs alone on its connection is cancelled on the server, too.
    bool cancel_on_server = true;
    /// Receives notices and warnings; they are dropped without it. Called by whoever works for the
    /// connection, outside of its lock; what it throws is swallowed.
    std::function<void(const diagnostics&)> on_notice{};
};

}  // namespace vinyl::postgres
