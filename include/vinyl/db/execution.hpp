// One statement on its way from an alias to its answer: an io::operation.
#pragma once

#include <vinyl/base/statement.hpp>
#include <vinyl/db/database.hpp>
#include <vinyl/db/driver.hpp>
#include <vinyl/db/lease.hpp>
#include <vinyl/db/query_log.hpp>
#include <vinyl/db/registry.hpp>
#include <vinyl/db/result.hpp>
#include <vinyl/db/transaction_gate.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/operation.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace vinyl::db {

class transaction;

namespace detail {
/// For a statement that locks rows outside of transactions.
[[noreturn]] void throw_locks_nothing(std::string_view alias);
}  // namespace detail

/// Finds the connection, which is that of the transaction that the task has open, or one of the pool; sends the statement,
/// gives the connection back and tells the observers. See db::execute() and transaction::execute() for what it promises.
class execution {
public:
    using value_type = result;

    /// Outside of transactions, or in the one that the calling task has open on the alias.
    /// Errors: usage_error if there is no such alias, or no transaction for a statement that locks rows.
    execution(connection_registry& in, std::string_view alias, statement&& sent);
    /// @param control  sent by the transaction itself
    execution(std::shared_ptr<transaction> block, statement&& sent, bool control);
    execution(const execution&) = delete;
    execution& operator=(const execution&) = delete;
    ~execution();

    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] bool withdraw() noexcept { return running_ && running_->withdraw(); }
    [[nodiscard]] result take();

    /// The transaction that it was sent in: that of the calling task, or one inside that waited for it. Null: none.
    [[nodiscard]] const std::shared_ptr<transaction>& block() const noexcept { return block_; }

private:
    enum class stage : unsigned char { begun, waiting, sending };

    [[nodiscard]] io::need lease_connection(io::runner& by);
    [[nodiscard]] io::need enter_block(io::runner& by);
    void end_wait();
    void enter() noexcept;
    [[nodiscard]] io::need send(io::runner& by);
    void start();
    [[noreturn]] void fail(std::exception_ptr why);
    void end(const std::exception_ptr& why) noexcept;

    std::shared_ptr<database> in_;
    std::shared_ptr<transaction> block_;  // null: none
    statement sent_;
    std::shared_ptr<pool> from_;
    std::optional<dual<lease>> leasing_;
    std::optional<dual<bool>> passing_;
    lease link_;
    gate_pass through_;
    std::optional<gate_entry> entering_;
    std::optional<query_timer> timer_;  // if somebody wants to know
    std::unique_ptr<any_execution> running_;
    bool control_ = false;
    stage at_ = stage::begun;
};

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/execution.ipp>
#endif
