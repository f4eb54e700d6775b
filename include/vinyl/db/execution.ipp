// The steps of a statement: to a connection, over it, and back.
#pragma once

#include <vinyl/db/alias_in_errors.hpp>
#include <vinyl/db/execution.hpp>
#include <vinyl/db/transaction.hpp>

#include <utility>

namespace vinyl::db {
namespace detail {

/// SQL of the user's has a connection to itself, or whoever shared it would share its settings and transactions, too.
VINYL_DECL lease_kind lease_for(const statement& sent) noexcept {
    if (!sent.keeps_session) return lease_kind::exclusive;
    return sent.plain_read ? lease_kind::read : lease_kind::shared;
}

VINYL_DECL void throw_locks_nothing(std::string_view alias) {
    throw usage_error(
        "the locks of select_for_update() and its kin last as long as the transaction, and none is open on \"" +
        std::string(alias) + "\": read the rows inside of vinyl::atomic");
}

}  // namespace detail

VINYL_DECL execution::execution(connection_registry& in, std::string_view alias, statement&& sent)
    : in_(in.database(alias)), block_(transaction::current(*in_)), sent_(std::move(sent)) {
    if (sent_.locks_rows && !block_) detail::throw_locks_nothing(alias);
}

VINYL_DECL execution::execution(std::shared_ptr<transaction> block, statement&& sent, bool control)
    : in_(block->in()), block_(std::move(block)), sent_(std::move(sent)), control_(control) {}

VINYL_DECL execution::~execution() = default;

/// From the pool of the threads, or from that of the execution context.
VINYL_HOT io::need execution::lease_connection(io::runner& by) {
    pool* from = nullptr;
    if (by.is_thread()) {
        from = in_->pool_of_threads().get();
    } else {
        from_ = in_->pool_of(by.executor());
        from = from_.get();
    }
    leasing_ = from->lend(detail::lease_for(sent_), link_);
    return leasing_ ? by.await(*leasing_) : io::need::nothing();
}

/// Through the block's gate, or through that of a block inside it that waits for this very statement.
VINYL_DECL io::need execution::enter_block(io::runner& by) {
    if (!sent_.keeps_session) block_->require_no_control(sent_.text);
    if (control_) return io::need::nothing();
    if (by.is_thread()) {
        if (!block_->gate_.try_pass_now()) block_->throw_inner_block_open();
        through_.begin(block_->gate_);
        return io::need::nothing();
    }
    while (!block_->gate_.try_pass()) {
        std::shared_ptr<transaction> inner = block_->open_inner_block(by.frame());
        if (!inner) {
            const auto patience = in_->options().pool.acquire_timeout;
            return by.await(passing_.emplace(block_->gate_.pass(io::deadline::after(patience))));
        }
        block_ = std::move(inner);
    }
    enter();
    return io::need::nothing();
}

VINYL_DECL void execution::enter() noexcept {
    through_.begin(block_->gate_);
    entering_.emplace(std::shared_ptr<transaction_gate>(block_, &block_->gate_));
}

/// The connection is there, or the gate is open.
VINYL_HOT void execution::end_wait() {
    at_ = stage::sending;
    if (leasing_) {
        link_ = io::runner::result_of(*leasing_);
    } else if (passing_) {
        if (!io::runner::result_of(*passing_)) block_->throw_inner_block_open();
        enter();
    }
    if (block_) block_->require_usable();
    if (queries_are_observed()) timer_.emplace(in_->alias(), sent_, control_);
}

VINYL_HOT void execution::start() {
    any_connection& over = block_ ? block_->link_for(sent_) : *link_;
    if (link_) link_.note(sent_);
    running_ = over.begin(std::move(sent_), in_->statement_deadline());
}

VINYL_HOT void execution::end(const std::exception_ptr& why) noexcept {
    running_.reset();
    if (why && block_) block_->note_failure(why);
    through_.end();
    link_.release();  // observers may make queries
    if (timer_) timer_->finish(why);
}

VINYL_DECL void execution::fail(std::exception_ptr why) {
    end(why);
    rethrow_with_alias(std::move(why), in_->alias());
}

VINYL_HOT io::need execution::send(io::runner& by) {
    std::exception_ptr failure;
    try {
        if (running_) return running_->step(by);
        start();
        if (!entering_) return running_->step(by);
        const gate_entry until_queued = *std::exchange(entering_, std::nullopt);
        return running_->step(by);
    } catch (...) {
        failure = std::current_exception();
    }
    fail(std::move(failure));
}

VINYL_DECL io::need execution::step(io::runner& by) {
    if (at_ == stage::begun) {
        at_ = stage::waiting;
        io::need next = block_ ? enter_block(by) : lease_connection(by);
        if (!next.is_nothing()) return next;
    }
    if (at_ == stage::waiting) {
        try {
            end_wait();
        } catch (...) {  // now, not when this is destroyed: until then others may wait for it
            entering_.reset();
            through_.end();
            link_.release();
            throw;
        }
    }
    return send(by);
}

VINYL_DECL result execution::take() {
    std::exception_ptr failure;
    try {
        result answer = running_->take();
        end(nullptr);
        return answer;
    } catch (...) {
        failure = std::current_exception();
    }
    fail(std::move(failure));
}

}  // namespace vinyl::db
