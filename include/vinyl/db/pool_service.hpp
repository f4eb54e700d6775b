// The pools of one execution context, kept by the context itself, so that connections never outlive what they
// run on.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/db/pool.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace vinyl::db {

class database;

/// A service in Asio's sense: made with asio::use_service, destroyed with its context.
class pool_service final : public boost::asio::execution_context::service {
public:
    VINYL_SHARED_STATE static inline boost::asio::execution_context::id id;

    /// How many contexts with pools have ended or been forked; what was known of pools before may be wrong after that.
    VINYL_SHARED_STATE static inline std::atomic<std::uint64_t> contexts_ended = 0;

    explicit pool_service(boost::asio::execution_context& context) : service(context) {}

    /// The pool for `of` in this context; made when it is asked for first.
    [[nodiscard]] std::shared_ptr<pool> pool_for(const std::shared_ptr<database>& of,
                                                 const boost::asio::any_io_executor& executor);

private:
    struct entry {
        std::shared_ptr<database> of;
        std::shared_ptr<pool> connections;
    };

    VINYL_DECL void shutdown() override;
    VINYL_DECL void notify_fork(boost::asio::execution_context::fork_event event) override;

    std::mutex mutex_;
    std::vector<entry> entries_;
};

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/pool_service.ipp>
#endif
