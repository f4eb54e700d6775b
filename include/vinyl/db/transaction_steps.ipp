// How blocks begin and end: the words to the server, in which order, and what becomes of the block when one fails.
#pragma once

#include <vinyl/db/acquire.hpp>
#include <vinyl/db/execution.hpp>
#include <vinyl/db/query_log.hpp>
#include <vinyl/db/transaction.hpp>
#include <vinyl/db/transaction.ipp>
#include <vinyl/db/transaction_words.hpp>
#include <vinyl/io/not_sent.hpp>
#include <vinyl/io/sequence.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vinyl::db {
namespace detail {

/// For how long a ROLLBACK may take before the connection is closed instead.
inline constexpr std::chrono::seconds rollback_time{5};

/// Without alias and statement, for an error that has both itself.
VINYL_DECL std::string message_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const database_error& known) {
        return known.message();
    } catch (...) {
        return text_of(error);
    }
}

/// Whether the server has said what became of a statement.
VINYL_DECL bool is_definite(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const not_sent&) {
        return true;
    } catch (const transaction_aborted&) {  // refused here
        return true;
    } catch (const usage_error&) {
        return true;
    } catch (const connection_lost&) {
        return false;
    } catch (const commit_unknown&) {
        return false;
    } catch (const database_error& said) {
        return !said.sqlstate().empty();
    } catch (...) {
        return false;
    }
}

/// Whether the server knows no savepoint of that name.
VINYL_DECL bool is_savepoint_missing(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const database_error& said) {
        return said.sqlstate() == "3B001";
    } catch (...) {
        return false;
    }
}

VINYL_DECL std::exception_ptr undone_without_savepoint() noexcept {
    try {
        throw usage_error("vinyl: a block without a savepoint of its own was undone, which undoes the block around it");
    } catch (...) {  // or there was no memory for it
        return std::current_exception();
    }
}

/// What the block itself says.
VINYL_DECL statement control_statement(std::string_view words, std::string_view name) {
    statement said;
    said.text.reserve(words.size() + name.size());
    said.text.append(words).append(name);
    said.keeps_session = true;
    return said;
}

}  // namespace detail

/// A statement of the block's own: BEGIN, SAVEPOINT, COMMIT. Refused when the block has failed.
class transaction::control_word {
public:
    using value_type = result;

    control_word(const std::shared_ptr<transaction>& in, std::string_view words, std::string_view name = {})
        : sent_(in, detail::control_statement(words, name), true) {}

    [[nodiscard]] io::need step(io::runner& by) { return sent_.step(by); }
    [[nodiscard]] bool withdraw() noexcept { return sent_.withdraw(); }
    [[nodiscard]] result take() { return sent_.take(); }

private:
    execution sent_;
};

/// One that undoes: also when the block has failed, and not for long.
class transaction::undo_word {
public:
    using value_type = void;

    undo_word(transaction& in, std::string_view words, std::string_view name = {})
        : in_(in), said_(detail::control_statement(words, name)), timer_(in.in()->alias(), said_, true) {}

    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] bool withdraw() noexcept { return sent_ && sent_->withdraw(); }
    void take();

private:
    transaction& in_;
    statement said_;
    const query_timer timer_;
    std::optional<detail::execution_over_connection> sent_;
};

VINYL_DECL io::need transaction::undo_word::step(io::runner& by) {
    try {
        if (!sent_) sent_.emplace(in_.link(), std::move(said_), io::deadline::after(detail::rollback_time));
        return sent_->step(by);
    } catch (...) {
        sent_.reset();  // observers may make queries
        timer_.finish(std::current_exception());
        throw;
    }
}

VINYL_DECL void transaction::undo_word::take() {
    try {
        static_cast<void>(sent_->take());
    } catch (...) {
        sent_.reset();
        timer_.finish(std::current_exception());
        throw;
    }
    sent_.reset();
    timer_.finish();
}

/// A block inside that is undone does not bring it back, so it needs no gate.
VINYL_DECL void transaction::close_cursor(std::string_view name) noexcept {
    try {
        if (session_->forked() || has_ended() || cause() || link().status() != connection_status::in_transaction)
            return;
        io::run_here<undo_word>(*this, "CLOSE ", name);
    } catch (...) {
        note_failure(std::current_exception());
    }
}

// ---- begin ----

/// Leases a connection and sends BEGIN.
class transaction::outermost_begin final : public io::sequence {
public:
    using value_type = void;

    explicit outermost_begin(std::shared_ptr<transaction> block)
        : block_(std::move(block)), leasing_(block_->in(), lease_kind::exclusive) {}

    static void take() noexcept {}

private:
    [[nodiscard]] VINYL_DECL io::need go_on(io::runner& by) override;

    const std::shared_ptr<transaction> block_;
    acquisition leasing_;
    std::optional<control_word> begun_;
};

VINYL_DECL io::need transaction::outermost_begin::go_on(io::runner&) {
    VINYL_GO_ON {
        VINYL_WAIT(after(leasing_));
        block_->hold(leasing_.take());
        VINYL_WAIT(after(begun_.emplace(block_, block_->begin_text())));
        static_cast<void>(begun_->take());
    }
    return io::need::nothing();
}

/// Closes the outer block's gate and sets the savepoint.
class transaction::savepoint_begin final : public io::sequence {
public:
    using value_type = void;

    explicit savepoint_begin(std::shared_ptr<transaction> block) noexcept : block_(std::move(block)) {}

    static void take() noexcept {}

private:
    [[nodiscard]] VINYL_DECL io::need go_on(io::runner& by) override;

    const std::shared_ptr<transaction> block_;
    std::optional<transaction_gate::closing> closing_;
    std::optional<control_word> begun_;
};

VINYL_DECL io::need transaction::savepoint_begin::go_on(io::runner&) {
    transaction& block = *block_;
    VINYL_GO_ON {
        // Two inner blocks at once would release each other's savepoints.
        closing_.emplace(block.outer_->gate_, io::deadline::after(block.in()->options().pool.acquire_timeout));
        VINYL_WAIT(after(*closing_));
        block.has_turn_ = closing_->take();
        closing_.reset();
        if (!block.has_turn_)
            throw usage_error("vinyl: an atomic block on '" + block.in()->alias() +
                              "' waited in vain for another one in the same transaction to end; blocks that are "
                              "nested in the same "
                              "block take turns, so one of them must not wait for the other");
        block.require_usable();
        if (!block.savepoint_) return io::need::nothing();
        block.name_savepoint();
        VINYL_WAIT(after(begun_.emplace(block_, "SAVEPOINT ", block.name_)));
        static_cast<void>(begun_->take());
    }
    return io::need::nothing();
}

VINYL_DECL std::string transaction::begin_text() const {
    std::string text = "BEGIN";
    switch (session_->options.isolation) {
        case isolation_level::server_default: break;
        case isolation_level::read_committed: text += " ISOLATION LEVEL READ COMMITTED"; break;
        case isolation_level::repeatable_read: text += " ISOLATION LEVEL REPEATABLE READ"; break;
        case isolation_level::serializable: text += " ISOLATION LEVEL SERIALIZABLE"; break;
    }
    if (session_->options.read_only) text += " READ ONLY";
    if (session_->options.deferrable) text += " DEFERRABLE";
    return text;
}

VINYL_DECL void transaction::hold(lease fresh) {
    const std::lock_guard lock(session_->mutex);
    session_->link = std::move(fresh);
    session_->process = detail::process_number();
}

VINYL_DECL void transaction::name_savepoint() {
    const std::lock_guard lock(session_->mutex);
    name_ = std::string(detail::savepoint_prefix) + std::to_string(++session_->savepoints);
}

VINYL_DECL dual<void> transaction::begin() {
    if (outermost()) return io::run<outermost_begin>(shared_from_this());
    return io::run<savepoint_begin>(shared_from_this());
}

// ---- rollback ----

/// Never fails.
class transaction::outermost_rollback final : public io::sequence {
public:
    using value_type = void;

    explicit outermost_rollback(std::shared_ptr<transaction> block) noexcept : block_(std::move(block)) {}

    static void take() noexcept {}

private:
    [[nodiscard]] VINYL_DECL io::need go_on(io::runner& by) override;
    [[nodiscard]] bool must_ask(bool in_thread) const;

    const std::shared_ptr<transaction> block_;
    io::attempt<undo_word> undone_;
};

VINYL_DECL io::need transaction::outermost_rollback::go_on(io::runner& by) {
    VINYL_GO_ON {
        block_->drop_hooks();
        if (must_ask(by.is_thread())) {
            VINYL_WAIT(after(undone_.emplace(*block_, "ROLLBACK")));
            if (undone_.failure()) block_->close_connection();
        }
        block_->end();
    }
    return io::need::nothing();
}

VINYL_DECL bool transaction::outermost_rollback::must_ask(bool in_thread) const {
    const connection_status status =
        block_->session_->link ? block_->session_->link->status() : connection_status::broken;
    // To a thread a busy connection is one that ran into a deadline: nobody will read its answer.
    const bool answers = status != connection_status::broken && (!in_thread || status != connection_status::busy);
    return answers && status != connection_status::idle;
}

/// Never fails.
class transaction::savepoint_rollback final : public io::sequence {
public:
    using value_type = void;

    savepoint_rollback(std::shared_ptr<transaction> block, std::exception_ptr why) noexcept
        : block_(std::move(block)), failure_(std::move(why)) {}

    static void take() noexcept {}

private:
    [[nodiscard]] VINYL_DECL io::need go_on(io::runner& by) override;

    const std::shared_ptr<transaction> block_;
    std::exception_ptr failure_;  // what the outer block fails with, too
    io::attempt<undo_word> undone_;
    io::attempt<undo_word> released_;
};

VINYL_DECL io::need transaction::savepoint_rollback::go_on(io::runner&) {
    VINYL_GO_ON {
        block_->drop_hooks();
        if (!block_->name_.empty()) {
            VINYL_WAIT(after(undone_.emplace(*block_, "ROLLBACK TO SAVEPOINT ", block_->name_)));
            failure_ = undone_.failure();
            if (!failure_) {
                block_->forget_failure();
                VINYL_WAIT(after(released_.emplace(*block_, "RELEASE SAVEPOINT ", block_->name_)));
                failure_ = released_.failure();
            }
        } else if (!failure_) {
            failure_ = detail::undone_without_savepoint();
        }
        if (failure_) block_->remember_failure(failure_);
        block_->end();
    }
    return io::need::nothing();
}

VINYL_DECL dual<void> transaction::rollback(std::exception_ptr why) {
    if (session_->forked()) {
        abandon();
        return dual<void>::ready();
    }
    if (outermost()) return io::run<outermost_rollback>(shared_from_this());
    try {
        return io::run<savepoint_rollback>(shared_from_this(), std::move(why));
    } catch (...) {  // no memory for it: the block around must not keep what is not undone
        remember_failure(std::current_exception());
        throw;
    }
}

// ---- commit ----

/// COMMIT, or ROLLBACK if the block has failed or was told to.
class transaction::outermost_commit final : public io::sequence {
public:
    using value_type = void;

    explicit outermost_commit(std::shared_ptr<transaction> block) noexcept : block_(std::move(block)) {}

    static void take() noexcept {}

private:
    [[nodiscard]] VINYL_DECL io::need go_on(io::runner& by) override;
    void require_under_way();
    [[noreturn]] void throw_failure(const std::exception_ptr& why) const;

    const std::shared_ptr<transaction> block_;
    std::exception_ptr broken_by_;
    std::optional<outermost_rollback> undone_;
    io::attempt<control_word> committed_;
};

VINYL_DECL io::need transaction::outermost_commit::go_on(io::runner&) {
    VINYL_GO_ON {
        broken_by_ = block_->cause();
        if (broken_by_ || block_->get_rollback()) {
            VINYL_WAIT(after(undone_.emplace(block_)));
            if (!broken_by_) return io::need::nothing();
            throw transaction_aborted(
                "the transaction on '" + block_->in()->alias() +
                    "' was rolled back instead of committed, because something in it had failed: " +
                    detail::text_of(broken_by_),
                broken_by_);
        }
        require_under_way();
        VINYL_WAIT(after(committed_.emplace(block_, "COMMIT")));
        block_->end();
        if (committed_.failure()) throw_failure(committed_.failure());
        if (committed_.result().command_tag() == "ROLLBACK")
            throw transaction_aborted("the server answered COMMIT on '" + block_->in()->alias() +
                                          "' with ROLLBACK: nothing of the transaction was kept",
                                      nullptr);
    }
    return io::need::nothing();
}

VINYL_DECL void transaction::outermost_commit::require_under_way() {
    if (block_->link().status() != connection_status::idle) return;
    block_->end();
    throw usage_error(
        "vinyl: the transaction on '" + block_->in()->alias() +
        "' had ended before its atomic block did, by SQL that was sent inside it: what was done before that "
        "is kept or undone as that SQL said, what came later is kept");
}

VINYL_DECL void transaction::outermost_commit::throw_failure(const std::exception_ptr& why) const {
    if (detail::is_definite(why)) std::rethrow_exception(why);
    diagnostics fields;
    fields.message = "the connection was lost, or did not answer, during COMMIT: " + detail::message_of(why);
    fields.hint = "the transaction may have been committed or not; look before you repeat it";
    fields.statement = "COMMIT";
    fields.alias = block_->in()->alias();
    throw commit_unknown(std::move(fields));
}

/// Keeps what the block did for the outer one, or undoes it if it has failed or was told to.
class transaction::savepoint_commit final : public io::sequence {
public:
    using value_type = void;

    explicit savepoint_commit(std::shared_ptr<transaction> block) noexcept : block_(std::move(block)) {}

    static void take() noexcept {}

private:
    [[nodiscard]] VINYL_DECL io::need go_on(io::runner& by) override;
    [[noreturn]] void throw_failure(const std::exception_ptr& why) const;

    const std::shared_ptr<transaction> block_;
    std::exception_ptr broken_by_;
    std::optional<savepoint_rollback> undone_;
    io::attempt<control_word> released_;
};

VINYL_DECL io::need transaction::savepoint_commit::go_on(io::runner&) {
    VINYL_GO_ON {
        broken_by_ = block_->cause();
        if (broken_by_ || block_->get_rollback()) {
            VINYL_WAIT(after(undone_.emplace(block_, nullptr)));
            if (!broken_by_) return io::need::nothing();
            throw transaction_aborted(
                "a nested atomic block on '" + block_->in()->alias() +
                    "' was undone instead of kept, because something in it had failed: " + detail::text_of(broken_by_),
                broken_by_);
        }
        if (block_->savepoint_) {
            VINYL_WAIT(after(released_.emplace(block_, "RELEASE SAVEPOINT ", block_->name_)));
            if (released_.failure()) {
                VINYL_WAIT(after(undone_.emplace(block_, nullptr)));
                throw_failure(released_.failure());
            }
        }
        block_->hand_over_to_outer();
        block_->end();
    }
    return io::need::nothing();
}

VINYL_DECL void transaction::savepoint_commit::throw_failure(const std::exception_ptr& why) const {
    if (detail::is_savepoint_missing(why))
        throw transaction_aborted(
            "the savepoint of a nested atomic block on '" + block_->in()->alias() +
                "' is gone: SQL that was sent inside it went back to a savepoint from before it, so "
                "that the block around it can only be undone, too",
            why);
    std::rethrow_exception(why);
}

/// What is to be done after the COMMIT, and cursors to be closed.
VINYL_DECL void transaction::hand_over_to_outer() {
    const std::scoped_lock lock(mutex_, outer_->mutex_);
    for (auto& hook : std::exchange(hooks_, {})) outer_->hooks_.push_back(std::move(hook));
    for (auto& name : std::exchange(left_cursors_, {})) outer_->left_cursors_.push_back(std::move(name));
}

VINYL_DECL dual<void> transaction::commit() {
    if (session_->forked()) {
        abandon();
        throw_forked();
    }
    if (outermost()) return io::run<outermost_commit>(shared_from_this());
    return io::run<savepoint_commit>(shared_from_this());
}

// ---- after the commit ----

namespace detail {

/// Runs hooks one after the other.
class hooks_in_turn {
public:
    using value_type = void;

    explicit hooks_in_turn(commit_hooks&& hooks) noexcept : hooks_(std::move(hooks)) {}

    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] static bool withdraw() noexcept { return false; }
    static void take() noexcept {}

private:
    const commit_hooks hooks_;
    std::size_t at_ = 0;
    std::optional<dual<void>> running_;
};

VINYL_DECL io::need hooks_in_turn::step(io::runner& by) {
    for (; at_ != hooks_.size(); ++at_) {
        std::exception_ptr failure;
        try {
            if (!running_) running_.emplace(hooks_[at_]->run());
            const io::need next = by.await(*running_);
            if (!next.is_nothing()) return next;
            io::runner::result_of(*running_);
        } catch (...) {
            failure = std::current_exception();
        }
        running_.reset();
        if (failure && !hooks_[at_]->robust()) std::rethrow_exception(failure);
    }
    return io::need::nothing();
}

}  // namespace detail

VINYL_DECL dual<void> run_commit_hooks(commit_hooks hooks) { return io::run<detail::hooks_in_turn>(std::move(hooks)); }

}  // namespace vinyl::db
