// What blocks know of themselves and of each other, and what they refuse.
#pragma once

#include <vinyl/db/execution.hpp>
#include <vinyl/db/transaction.hpp>
#include <vinyl/db/transaction_words.hpp>
#include <vinyl/dual/awaiting.hpp>

#include <utility>

namespace vinyl::db {
namespace detail {

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
    std::size_t cursors = 0;
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

/// The block inside this one that waits for that task. The task can not wait for its end then.
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

VINYL_DECL void transaction::close_connection() const noexcept {
    any_connection* closed = nullptr;
    {
        const std::lock_guard lock(session_->mutex);
        if (session_->link) closed = &*session_->link;
    }
    if (closed != nullptr) closed->close();
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

VINYL_DECL std::string transaction::name_cursor() {
    const std::lock_guard lock(session_->mutex);
    return "vinyl_cursor_" + std::to_string(++session_->cursors);
}

VINYL_DECL void transaction::leave_cursor(std::string name) noexcept {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    try {
        left_cursors_.push_back(std::move(name));
    } catch (...) {  // NOLINT(bugprone-empty-catch): then it stays open until the transaction ends
    }
}

VINYL_DECL std::string transaction::take_left_cursor() noexcept {
    for (transaction* block = this; block != nullptr; block = block->outer_.get()) {
        const std::lock_guard lock(block->mutex_);
        if (block->left_cursors_.empty()) continue;
        std::string name = std::move(block->left_cursors_.back());
        block->left_cursors_.pop_back();
        return name;
    }
    return {};
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

}  // namespace vinyl::db
