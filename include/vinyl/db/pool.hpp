// The connections of one alias, for the threads of sync mode or for one execution context of async mode:
// opened on demand up to a limit, checked before use, cleaned after it, waited for in order.
#pragma once

#include <vinyl/db/driver.hpp>
#include <vinyl/db/lease.hpp>
#include <vinyl/db/pool_core.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace vinyl::db {

/// One pool. Made as a shared_ptr, which leases share (but for those of lend(), whose borrower keeps it).
/// Thread safety: shared objects are safe.
class pool : public std::enable_shared_from_this<pool> {
public:
    /// A pool for sync mode.
    pool(std::string alias, connection_options options, std::shared_ptr<const any_driver> source);
    /// A pool for async mode, whose background work runs on `executor`.
    pool(std::string alias, connection_options options, std::shared_ptr<const any_driver> source,
         boost::asio::any_io_executor executor);

    /// Lends a connection: an idle one, else a new one, else (shared leases in async mode) the least loaded
    /// pipeline that moves fast, else the first that comes back. First come, first served.
    /// @param until when to give up
    /// Errors: pool_timeout at the deadline; what the driver says when a connection can not be opened;
    /// usage_error when the pool is closed; in async mode vinyl::cancelled when cancelled, and
    /// then nothing is held.
    [[nodiscard]] dual<lease> acquire(lease_kind kind, io::deadline until);
    /// The same within the pool's own acquire_timeout.
    [[nodiscard]] dual<lease> acquire(lease_kind kind);
    /// The same for a caller that keeps the pool alive itself, which the lease does not: at once and into `to` if there is a
    /// connection that is ready, else as a dual.
    [[nodiscard]] std::optional<dual<lease>> lend(lease_kind kind, lease& to);

    /// Closes what is idle, refuses who waits; what is lent out is closed when it comes back. In async mode
    /// only where nothing else uses the execution context; elsewhere close_soon(), which does it there.
    void close() noexcept;
    void close_soon() noexcept;
    /// Closes what is lent out, too, because the execution context is about to go: a connection keeps objects of it.
    void cut_off() noexcept;
    [[nodiscard]] bool closed() const noexcept { return core_.closed(); }
    /// Closed, and so is what was lent out.
    [[nodiscard]] bool all_closed() const;

    [[nodiscard]] const std::string& alias() const noexcept { return alias_; }
    [[nodiscard]] const connection_options& options() const noexcept { return options_; }
    [[nodiscard]] pool_stats stats() const { return core_.stats(); }

private:
    friend class lease;
    class place;
    class queued;
    class opening;
    class acquiring;
    class cleaning;
    class cleaner;

    [[nodiscard]] static bool ready_for_use(const pool_slot* taken) noexcept {
        return taken != nullptr && taken->link && !taken->checking;
    }
    /// Where statements share connections, it matters how long they take; else a cheaper clock will do.
    [[nodiscard]] pool_slot::clock::time_point now() const noexcept {
        return core_.options().shareable ? pool_slot::clock::now() : coarse_now();
    }
    [[nodiscard]] io::deadline usual_deadline() const { return io::deadline::after(options_.pool.acquire_timeout); }
    [[nodiscard]] dual<lease> acquire_slowly(lease_kind kind, io::deadline until, pool_slot* held);
    [[nodiscard]] bool needs_opening(pool_slot& slot);
    void give_back(pool_slot& slot, std::uint32_t generation, bool altered = false) noexcept;
    void clean(pool_slot& slot) noexcept;
    [[nodiscard]] std::optional<boost::asio::any_io_executor> executor();
    [[nodiscard]] pool_slot::clock::time_point expiry() const;
    [[noreturn]] void throw_timeout() const;

    const std::string alias_;
    const connection_options options_;
    const std::shared_ptr<const any_driver> driver_;
    pool_core core_;
    std::mutex executor_mutex_;
    std::optional<boost::asio::any_io_executor> executor_;  // async mode, until closed
};

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/pool.ipp>
#endif
