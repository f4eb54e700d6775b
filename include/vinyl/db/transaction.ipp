// How blocks begin and end, and what they refuse.
#pragma once

#include <vinyl/db/acquire.hpp>
#include <vinyl/db/execution.hpp>
#include <vinyl/db/query_log.hpp>
#include <vinyl/db/transaction.hpp>
#include <vinyl/db/transaction_words.hpp>
#include <vinyl/dual/awaiting.hpp>
#include <vinyl/io/not_sent.hpp>

#include <chrono>
#include <utility>

namespace vinyl::db {
namespace detail {

/// For how long a ROLLBACK may take before the connection is closed instead.
inline constexpr std::chrono::seconds rollback_time{5};

VINYL_SHARED_STATE inline constinit char transaction_key = 0;

VINYL_DECL std::shared_ptr<transaction> current_block() noexcept {
    return std::static_pointer_cast<transaction>(vinyl::detail::find_in_context(&transaction_key));
}

VINYL_DECL std::string text_of(const std::exception_ptr& error) {
    if (!error) return "the cause is not known";
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& known) {
        return known.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

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

}  // namespace detail

/// What all blocks of one transaction share: the connection, and whether it has failed.
struct transaction::session {
    session(std::shared_ptr<database> of, transaction_options how) : in(std::move(of)), options(how) {}

    const std::shared_ptr<database> in;
    const transaction_options options;
    lease link;  // set by begin, released by end, of the outermost block

    std::uint32_t process = 0;  // which process has begun it

    /// Whether the connection is our parent's: what we sent would go into its session.
    [[nodiscard]] bool forked() const noexcept { return process != 0 && process != detail::process_number(); }

    std::mutex mutex;
    std::exception_ptr broken;   // what the transaction failed with, until a savepoint before it is restored
    std::size_t savepoints = 0;  // how many have been named
};

VINYL_DECL transaction::transaction(std::shared_ptr<database> in, transaction_options options)
    : session_(std::make_shared<session>(std::move(in), options)) {}

VINYL_DECL transaction::transaction(std::shared_ptr<transaction> outer, bool savepoint)
    : session_(outer->session_), outer_(std::move(outer)), savepoint_(savepoint) {}

VINYL_DECL transaction::~transaction() { abandon(); }

VINYL_DECL const std::shared_ptr<database>& transaction::in() const noexcept { return session_->in; }

VINYL_DECL const transaction_options& transaction::options() const noexcept { return session_->options; }

VINYL_DECL std::shared_ptr<transaction> transaction::current(const database& in) {
    std::shared_ptr<transaction> block = detail::current_block();
    while (block && block->session_->in.get() != &in) block = block->surrounding_;
    return block;
}

VINYL_DECL vinyl::detail::context_ptr transaction::bound() {
    surrounding_ = detail::current_block();
    return vinyl::detail::with_value(&detail::transaction_key, shared_from_this());
}

// ---- statements ----

VINYL_DECL dual<result> transaction::execute(statement sent, bool control) {
    return io::run<execution>(shared_from_this(), std::move(sent), control);
}

VINYL_DECL dual<void> transaction::control(std::string text) {
    statement sent;
    sent.text = std::move(text);
    sent.keeps_session = true;
    co_await execute(std::move(sent), true);
}

/// As control(), but also when the block has failed, and not for long.
VINYL_DECL dual<void> transaction::undo(std::string text) {
    statement sent;
    sent.text = std::move(text);
    sent.keeps_session = true;
    const query_timer timer(in()->alias(), sent, true);
    try {
        co_await link().execute(std::move(sent), io::deadline::after(detail::rollback_time));
    } catch (...) {
        timer.finish(std::current_exception());
        throw;
    }
    timer.finish();
}

VINYL_DECL void transaction::require_usable() const {
    if (session_->forked()) throw_forked();
    if (has_ended()) throw_ended();
    const std::exception_ptr why = cause();
    if (why)
        throw transaction_aborted(
            "the transaction on '" + in()->alias() +
                "' has failed, so no more queries can run in it until the atomic block ends (wrap what "
                "may fail in an atomic of its own); it failed with: " +
                detail::text_of(why),
            why);
}

/// SQL of the user's must leave to atomic what is atomic's. Nothing is lost when it does not: it is not sent.
VINYL_DECL void transaction::require_no_control(std::string_view sql) const {
    const std::string word = detail::word_that_ends_transactions(sql);
    if (word.empty()) return;
    throw usage_error(
        "vinyl: \"" + word + "\" was to be sent as SQL inside an atomic block on '" + in()->alias() +
        "', which begins and ends the transaction and its savepoints itself; it was not sent. An exception that "
        "leaves the block undoes it, vinyl::set_rollback() does so without one, and an atomic inside it undoes a "
        "part");
}

VINYL_DECL void transaction::throw_ended() const {
    throw usage_error("vinyl: a query on '" + in()->alias() +
                      "' belongs to a transaction that has ended; make it after the transaction, and do not start work "
                      "inside atomic that goes on behind it");
}

VINYL_DECL void transaction::throw_forked() const {
    throw usage_error(
        "vinyl: this process was forked off inside an atomic block on '" + in()->alias() +
        "', whose transaction belongs to the parent process: it can be neither used nor ended here; let the child "
        "leave the block by an exception or _exit(), and make its queries outside, or fork outside of atomic");
}

VINYL_DECL void transaction::throw_inner_block_open() const {
    throw usage_error(
        "vinyl: a query on '" + in()->alias() +
        "' was made in an atomic block while a block inside that was open, which might have undone the query, "
        "too; make it in the inner block or after it, and let the inner one not wait for it");
}

/// The block inside this one that waits for that coroutine. The coroutine can not wait for its end then.
VINYL_DECL std::shared_ptr<transaction> transaction::open_inner_block(const vinyl::detail::promise_base& of) const {
    std::shared_ptr<transaction> found;
    vinyl::detail::look_at_awaiting(&of, [this, &found](const vinyl::detail::context* node) {
        for (; node != nullptr && !found; node = node->parent()) {
            if (node->key() != &detail::transaction_key) continue;
            auto block = std::static_pointer_cast<transaction>(node->value());
            if (block->is_inside(*this) && !block->has_ended()) found = std::move(block);
        }
        return found != nullptr;
    });
    return found;
}

VINYL_DECL bool transaction::has_ended() const noexcept {
    const std::lock_guard lock(mutex_);
    return ended_;
}

VINYL_DECL bool transaction::is_inside(const transaction& block) const noexcept {
    for (const transaction* at = outer_.get(); at != nullptr; at = at->outer_.get())
        if (at == &block) return true;
    return false;
}

VINYL_DECL any_connection& transaction::link() const {
    const std::lock_guard lock(session_->mutex);
    if (!session_->link) throw_ended();
    return *session_->link;
}

/// The connection to send a statement over.
VINYL_DECL any_connection& transaction::link_for(const statement& sent) const {
    const std::lock_guard lock(session_->mutex);
    if (!session_->link) throw_ended();
    session_->link.note(sent);
    return *session_->link;
}

VINYL_DECL std::exception_ptr transaction::cause() const {
    const std::lock_guard lock(session_->mutex);
    return session_->broken;
}

/// Remembers the first error after which the server accepts nothing but a rollback.
VINYL_DECL void transaction::note_failure(const std::exception_ptr& why) noexcept {
    bool fails = false;
    try {
        std::rethrow_exception(why);
    } catch (const database_error& said) {
        fails = !said.sqlstate().empty();
    } catch (...) {  // NOLINT(bugprone-empty-catch): cancelled, for instance
    }
    if (!fails) {
        const std::lock_guard lock(session_->mutex);
        const connection_status status = session_->link ? session_->link->status() : connection_status::broken;
        fails = status == connection_status::failed_transaction || status == connection_status::broken;
    }
    if (fails) remember_failure(why);
}

VINYL_DECL void transaction::remember_failure(const std::exception_ptr& why) noexcept {
    const std::lock_guard lock(session_->mutex);
    if (!session_->broken) session_->broken = why;
}

VINYL_DECL void transaction::forget_failure() noexcept {
    const std::lock_guard lock(session_->mutex);
    session_->broken = nullptr;
}

// ---- begin ----

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

VINYL_DECL dual<void> transaction::begin() {
    if (outermost()) return begin_outermost();
    return begin_savepoint();
}

VINYL_DECL dual<void> transaction::begin_outermost() {
    const std::shared_ptr<transaction> self = shared_from_this();
    lease fresh = co_await acquire(in(), lease_kind::exclusive);
    {
        const std::lock_guard lock(session_->mutex);
        session_->link = std::move(fresh);
        session_->process = detail::process_number();
    }
    co_await control(begin_text());
}

VINYL_DECL dual<void> transaction::begin_savepoint() {
    // Two inner blocks at once would release each other's savepoints.
    const auto patience = in()->options().pool.acquire_timeout;
    has_turn_ = co_await io::run<transaction_gate::closing>(outer_->gate_, io::deadline::after(patience));
    if (!has_turn_)
        throw usage_error("vinyl: an atomic block on '" + in()->alias() +
                          "' waited in vain for another one in the same transaction to end; blocks that are "
                          "nested in the same "
                          "block take turns, so one of them must not wait for the other");
    require_usable();
    if (!savepoint_) co_return;
    {
        const std::lock_guard lock(session_->mutex);
        name_ = std::string(detail::savepoint_prefix) + std::to_string(++session_->savepoints);
    }
    co_await control("SAVEPOINT " + name_);
}

// ---- commit ----

VINYL_DECL dual<void> transaction::commit() {
    if (session_->forked()) {
        abandon();
        throw_forked();
    }
    if (outermost()) return commit_outermost();
    return commit_savepoint();
}

VINYL_DECL dual<void> transaction::commit_outermost() {
    const std::shared_ptr<transaction> self = shared_from_this();
    if (const std::exception_ptr why = cause()) {
        co_await rollback();
        throw transaction_aborted(
            "the transaction on '" + in()->alias() +
                "' was rolled back instead of committed, because something in it had failed: " + detail::text_of(why),
            why);
    }
    if (get_rollback()) {
        co_await rollback();
        co_return;
    }
    if (link().status() == connection_status::idle) {
        end();
        throw usage_error(
            "vinyl: the transaction on '" + in()->alias() +
            "' had ended before its atomic block did, by SQL that was sent inside it: what was done before that "
            "is kept or undone as that SQL said, what came later is kept");
    }
    std::exception_ptr failure;
    bool committed = false;
    try {
        statement sent;
        sent.text = "COMMIT";
        sent.keeps_session = true;
        const result answer = co_await execute(std::move(sent), true);
        committed = answer.command_tag() != "ROLLBACK";
    } catch (...) {
        failure = std::current_exception();
    }
    end();
    if (failure && !detail::is_definite(failure)) {
        diagnostics fields;
        fields.message =
            "the connection was lost, or did not answer, during COMMIT: the transaction may have been "
            "committed "
            "or not; look before you repeat it. What happened: " +
            detail::message_of(failure);
        fields.statement = "COMMIT";
        fields.alias = in()->alias();
        throw commit_unknown(std::move(fields));
    }
    if (failure) std::rethrow_exception(failure);
    if (!committed)
        throw transaction_aborted(
            "the server answered COMMIT on '" + in()->alias() + "' with ROLLBACK: nothing of the transaction was kept",
            nullptr);
}

VINYL_DECL dual<void> transaction::commit_savepoint() {
    const std::shared_ptr<transaction> self = shared_from_this();
    if (const std::exception_ptr why = cause()) {
        co_await rollback();
        throw transaction_aborted(
            "a nested atomic block on '" + in()->alias() +
                "' was undone instead of kept, because something in it had failed: " + detail::text_of(why),
            why);
    }
    if (get_rollback()) {
        co_await rollback();
        co_return;
    }
    std::exception_ptr failure;
    try {
        if (savepoint_) co_await control("RELEASE SAVEPOINT " + name_);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        co_await rollback();
        if (detail::is_savepoint_missing(failure))
            throw transaction_aborted(
                "the savepoint of a nested atomic block on '" + in()->alias() +
                    "' is gone: SQL that was sent inside it went back to a savepoint from before it, so "
                    "that the block around it can only be undone, too",
                failure);
        std::rethrow_exception(failure);
    }
    {
        commit_hooks mine = take_hooks();
        const std::lock_guard lock(outer_->mutex_);
        for (auto& hook : mine) outer_->hooks_.push_back(std::move(hook));
    }
    end();
}

// ---- rollback ----

VINYL_DECL dual<void> transaction::rollback(std::exception_ptr why) {
    if (session_->forked()) {
        abandon();
        return dual<void>::ready();
    }
    if (outermost()) return rollback_outermost();
    return rollback_savepoint(std::move(why));
}

VINYL_DECL dual<void> transaction::rollback_outermost() {
    const std::shared_ptr<transaction> self = shared_from_this();
    drop_hooks();
    any_connection* const link = session_->link ? &*session_->link : nullptr;
    const connection_status status = link != nullptr ? link->status() : connection_status::broken;
    // To a thread a busy connection is one that ran into a deadline: nobody will read its answer.
    const bool in_thread = co_await vinyl::detail::runs_in_thread{};
    const bool answers = status != connection_status::broken && (!in_thread || status != connection_status::busy);
    if (answers && status != connection_status::idle) {
        try {
            co_await undo("ROLLBACK");
        } catch (...) {
            link->close();
        }
    }
    end();
}

VINYL_DECL dual<void> transaction::rollback_savepoint(std::exception_ptr why) {
    const std::shared_ptr<transaction> self = shared_from_this();
    drop_hooks();
    std::exception_ptr failure;
    if (name_.empty()) {
        failure = why ? std::move(why)
                      : std::make_exception_ptr(usage_error("vinyl: a block without a savepoint of its own "
                                                            "was undone, which undoes the block around it"));
    } else {
        try {
            co_await undo("ROLLBACK TO SAVEPOINT " + name_);
            forget_failure();
            co_await undo("RELEASE SAVEPOINT " + name_);
        } catch (...) {
            failure = std::current_exception();
        }
    }
    if (failure) remember_failure(failure);
    end();
}

// ---- the end ----

VINYL_DECL void transaction::end() noexcept {
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(ended_, true)) return;
    }
    if (!outermost()) {
        if (std::exchange(has_turn_, false)) outer_->gate_.open();
        return;
    }
    lease done;  // goes back outside of the lock
    const std::lock_guard lock(session_->mutex);
    // Leaked on purpose in a child, whose copy of the pool would clean the connection by a word to the server.
    if (session_->forked()) new lease(std::move(session_->link));
    else done = std::move(session_->link);
}

VINYL_DECL void transaction::abandon() noexcept {
    {
        const std::lock_guard lock(mutex_);
        if (ended_) return;  // what it has to do after the commit stays
    }
    drop_hooks();
    end();
}

VINYL_DECL void transaction::drop_hooks() noexcept {
    commit_hooks dropped;  // destroyed outside of the lock
    const std::lock_guard lock(mutex_);
    dropped.swap(hooks_);
}

VINYL_DECL void transaction::add_hook(std::unique_ptr<commit_hook> hook) {
    require_usable();
    const std::lock_guard lock(mutex_);
    hooks_.push_back(std::move(hook));
}

VINYL_DECL commit_hooks transaction::take_hooks() {
    const std::lock_guard lock(mutex_);
    return std::exchange(hooks_, {});
}

VINYL_DECL void transaction::set_rollback(bool rollback) noexcept {
    const std::lock_guard lock(mutex_);
    rollback_only_ = rollback;
}

VINYL_DECL bool transaction::get_rollback() const noexcept {
    const std::lock_guard lock(mutex_);
    return rollback_only_;
}

VINYL_DECL dual<void> run_commit_hooks(commit_hooks hooks) {
    for (auto& hook : hooks) {
        std::exception_ptr failure;
        try {
            co_await hook->run();
        } catch (...) {
            failure = std::current_exception();
        }
        if (failure && !hook->robust()) std::rethrow_exception(failure);
    }
}

}  // namespace vinyl::db
