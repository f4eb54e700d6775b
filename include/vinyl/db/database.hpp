// What stands behind one alias: its options, its driver and its pools.
#pragma once

#include <vinyl/db/driver.hpp>
#include <vinyl/db/options.hpp>
#include <vinyl/db/pool.hpp>
#include <vinyl/io/deadline.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace vinyl::db {

namespace detail {
/// The number of this process in the line of its parents, from 1. getpid() would cost a system call for every query.
[[nodiscard]] std::uint32_t process_number() noexcept;
}  // namespace detail

/// One alias of a registry. Sync mode has one pool for all threads, async mode one for each execution
/// context.
/// Thread safety: shared objects are safe.
class database : public std::enable_shared_from_this<database> {
public:
    database(std::string alias, connection_options options, std::shared_ptr<const any_driver> source);
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    [[nodiscard]] const std::string& alias() const noexcept { return alias_; }
    [[nodiscard]] const connection_options& options() const noexcept { return options_; }
    [[nodiscard]] const any_driver& source() const noexcept { return *driver_; }

    /// When a statement must be answered: a little after the server should have cancelled it itself. Counts from when
    /// the server can begin it.
    [[nodiscard]] io::deadline statement_deadline() const {
        const std::chrono::seconds grace{options_.pooler == pooler_kind::none ? 1 : 0};  // then it sets no limit itself
        if (options_.statement_timeout == no_limit) return io::deadline::never();
        return io::deadline::once_begun(options_.statement_timeout + grace);
    }

    /// The pool of sync mode. After a fork() the child gets one of its own: the parent's connections are not
    /// for it.
    [[nodiscard]] const std::shared_ptr<pool>& pool_of_threads();

    /// The pool of the execution context that `executor` belongs to.
    [[nodiscard]] std::shared_ptr<pool> pool_of(const boost::asio::any_io_executor& executor);

    /// Closes all pools; what is lent out is closed when it comes back.
    void close() noexcept;

private:
    friend class pool_service;
    [[nodiscard]] std::shared_ptr<pool> make_pool(const boost::asio::any_io_executor& executor);
    void require_open() const;

    const std::uint64_t number_;  // no other one has it, also none that comes to the place of this one
    const std::string alias_;
    const connection_options options_;
    const std::shared_ptr<const any_driver> driver_;
    mutable std::mutex mutex_;
    std::shared_ptr<pool> of_threads_;        // once made, it changes only in a child, which has no threads yet
    std::atomic<std::uint32_t> process_ = 0;  // which process made it; 0: there is none, or it is closed
    std::vector<std::weak_ptr<pool>> of_contexts_;
    bool closed_ = false;
};

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/database.ipp>
#endif
