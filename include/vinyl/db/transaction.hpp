// One transaction, or one savepoint in it, and how the queries of a task find the one they are in.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/db/database.hpp>
#include <vinyl/db/lease.hpp>
#include <vinyl/db/result.hpp>
#include <vinyl/db/transaction_gate.hpp>
#include <vinyl/dual/context.hpp>
#include <vinyl/dual/dual.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl {

/// https://www.postgresql.org/docs/current/transaction-iso.html
enum class isolation_level : unsigned char { server_default, read_committed, repeatable_read, serializable };

inline constexpr isolation_level read_committed = isolation_level::read_committed;
inline constexpr isolation_level repeatable_read = isolation_level::repeatable_read;
inline constexpr isolation_level serializable = isolation_level::serializable;

/// A transaction that has failed can only be rolled back: a further query was refused (nothing was sent), or
/// it was to be committed though an error in it had been swallowed.
class transaction_aborted : public operational_error {
public:
    transaction_aborted(const std::string& message, std::exception_ptr cause)
        : operational_error(message), cause_(std::move(cause)) {}

    /// The error that the transaction failed with; null when it is not known.
    [[nodiscard]] const std::exception_ptr& cause() const noexcept { return cause_; }

private:
    std::exception_ptr cause_;
};

namespace db {

/// How the outermost transaction is begun.
struct transaction_options {
    isolation_level isolation = isolation_level::server_default;
    bool read_only = false;
    bool deferrable = false;
    /// Durable blocks may be directly inside: for tests, which undo everything.
    bool allows_durable = false;
};

/// Something to be done once the outermost transaction has been committed.
class commit_hook {
public:
    explicit commit_hook(bool robust) noexcept : robust_(robust) {}
    commit_hook(const commit_hook&) = delete;
    commit_hook& operator=(const commit_hook&) = delete;
    virtual ~commit_hook() = default;
    [[nodiscard]] virtual dual<void> run() = 0;
    /// Whether its errors are dropped rather than thrown at whoever committed.
    [[nodiscard]] bool robust() const noexcept { return robust_; }

private:
    bool robust_;
};

class execution;

using commit_hooks = std::vector<std::unique_ptr<commit_hook>>;

/// Runs hooks one after the other. The error of one that is not robust stops them.
dual<void> run_commit_hooks(commit_hooks hooks);

/// A block of work: the outermost is a transaction with a connection of its own, an inner one a savepoint of
/// it.
///
/// begin(), then either commit() or rollback(). A block that is dropped in between gives its connection back,
/// and the pool rolls it back. Most programs use vinyl::atomic, which does all this.
///
/// Thread safety: execute(), add_hook() and the questions are safe; begin(), commit(), rollback() belong to
/// one task.
class transaction : public std::enable_shared_from_this<transaction> {
public:
    /// An outermost block.
    transaction(std::shared_ptr<database> in, transaction_options options);
    /// A block inside another. Without `savepoint` it is just a part of the outer one, which it takes down if
    /// it fails.
    transaction(std::shared_ptr<transaction> outer, bool savepoint);
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    ~transaction();

    /// The innermost block on `in` that the calling task is in, or null. Other registries' databases are
    /// others, even with the same alias.
    [[nodiscard]] static std::shared_ptr<transaction> current(const database& in);

    /// The calling task's context with this block in it.
    [[nodiscard]] vinyl::detail::context_ptr bound();

    /// Leases a connection and sends BEGIN, or sets the savepoint; inner blocks of one block take turns.
    dual<void> begin();

    /// COMMIT, or the release of the savepoint. Whatever it throws, the block has ended. In a child that was forked off
    /// inside the block, ending it in whatever way says nothing to the server.
    /// Errors: usage_error in such a child; transaction_aborted if the block can not be committed; commit_unknown if the
    /// connection was lost before the answer came; else what the server says.
    dual<void> commit();

    /// Undoes the block. Never throws: a connection on which it fails is closed.
    /// @param why  what the outer block shall report if this one has no savepoint of its own, so that both
    ///   are lost
    dual<void> rollback(std::exception_ptr why = nullptr);

    /// Ends the block without a word to the server; the pool cleans the connection.
    void abandon() noexcept;

    /// Runs a statement in the block. Concurrent calls (async mode) are sent in their order, without waiting
    /// in between. While a block inside this one is open the statement waits for its end, within the pool's
    /// acquire_timeout, unless the inner block itself awaits it: then it belongs to that.
    /// Errors: transaction_aborted, with the cause, if a statement in the block has failed before;
    /// usage_error if the block has ended or belongs to the process that this one was forked off from, if an inner block
    /// does not end, and, in sync mode, if one is open; and for SQL of the user's that begins or ends transactions, which is
    /// not sent.
    [[nodiscard]] dual<result> execute(statement sent, bool control = false);

    /// A name for a cursor that no other one in the transaction has.
    [[nodiscard]] std::string name_cursor();
    /// Sync mode: closes a cursor that nobody wants any more, if the transaction is still at work. Not for long.
    void close_cursor(std::string_view name) noexcept;
    /// Async mode: keeps the name of one that nobody wants any more, for who declares the next one. Not needed when the block is
    /// undone, because what was declared in it goes with it.
    void leave_cursor(std::string name) noexcept;
    /// The name of one that was left in this block or around it, to be closed. Empty: none.
    [[nodiscard]] std::string take_left_cursor() noexcept;

    /// Keeps something to be done after the outermost COMMIT. Dropped if this block is undone.
    void add_hook(std::unique_ptr<commit_hook> hook);
    /// The hooks to run; the outermost block has them once it is committed.
    [[nodiscard]] commit_hooks take_hooks();

    /// Makes commit() undo the block without an error.
    void set_rollback(bool rollback) noexcept;
    [[nodiscard]] bool get_rollback() const noexcept;

    [[nodiscard]] bool outermost() const noexcept { return outer_ == nullptr; }
    [[nodiscard]] const std::shared_ptr<database>& in() const noexcept;
    [[nodiscard]] const transaction_options& options() const noexcept;

private:
    friend class execution;  // of a statement in it
    friend class cursor_reading;
    struct session;
    // how it begins and ends: operations, which transaction_steps.ipp has
    class control_word;
    class undo_word;
    class outermost_begin;
    class savepoint_begin;
    class outermost_rollback;
    class savepoint_rollback;
    class outermost_commit;
    class savepoint_commit;
    void note_failure(const std::exception_ptr& why) noexcept;
    void remember_failure(const std::exception_ptr& why) noexcept;
    void forget_failure() noexcept;
    void require_usable() const;
    void require_no_control(std::string_view sql) const;
    [[nodiscard]] std::shared_ptr<transaction> open_inner_block(const vinyl::detail::promise_base& of) const;
    [[nodiscard]] bool has_ended() const noexcept;
    [[nodiscard]] bool is_inside(const transaction& block) const noexcept;
    [[nodiscard]] std::string begin_text() const;
    void hold(lease fresh);
    void name_savepoint();
    void hand_over_to_outer();
    [[noreturn]] void throw_ended() const;
    [[noreturn]] void throw_forked() const;
    [[noreturn]] void throw_inner_block_open() const;
    [[nodiscard]] any_connection& link_for(const statement& sent) const;
    [[nodiscard]] any_connection& link() const;
    void close_connection() const noexcept;
    [[nodiscard]] std::exception_ptr cause() const;
    void drop_hooks() noexcept;
    void end() noexcept;

    const std::shared_ptr<session> session_;    // of the outermost block
    const std::shared_ptr<transaction> outer_;  // null for the outermost
    std::shared_ptr<transaction> surrounding_;  // what was current before, of whatever database
    const bool savepoint_ = false;
    std::string name_;  // of the savepoint
    transaction_gate gate_;
    bool has_turn_ = false;  // has closed the outer block's gate
    mutable std::mutex mutex_;
    commit_hooks hooks_;
    std::vector<std::string> left_cursors_;
    bool rollback_only_ = false;
    bool ended_ = false;
};

}  // namespace db
}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/transaction.ipp>
#include <vinyl/db/transaction_steps.ipp>
#endif
