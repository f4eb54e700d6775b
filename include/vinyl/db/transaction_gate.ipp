// How the gate is closed and opened, and what waits for that.
#pragma once

#include <vinyl/db/transaction_gate.hpp>

#include <thread>

namespace vinyl::db {

/// From closing the gate until nothing is passing any more. Opens it again unless it is to stay closed.
class transaction_gate::closing {
public:
    explicit closing(transaction_gate& gate) : gate_(gate) {
        gate_.closed_ = true;
        const std::lock_guard lock(gate_.mutex_);
        if (gate_.passing_ == 0) return;
        must_wait_ = true;
        gate_.quiet_ = &quiet_;
    }
    closing(const closing&) = delete;
    closing& operator=(const closing&) = delete;
    ~closing() {
        {
            const std::lock_guard lock(gate_.mutex_);
            gate_.quiet_ = nullptr;
        }
        if (!stays_) gate_.open();
    }

    [[nodiscard]] bool must_wait() const noexcept { return must_wait_; }
    [[nodiscard]] bool somebody_enters() const noexcept { return gate_.entering_ != 0; }
    [[nodiscard]] io::event& quiet() noexcept { return quiet_; }
    void stay() noexcept { stays_ = true; }

private:
    transaction_gate& gate_;
    io::event quiet_;
    bool must_wait_ = false;
    bool stays_ = false;
};

VINYL_DECL dual<bool> transaction_gate::pass(io::deadline until) {
    const bool mine = co_await turn_.lock(until);
    if (!mine) co_return false;
    ++passing_;  // whoever closes the gate next waits for it
    ++entering_;
    turn_.unlock();
    co_return true;
}

VINYL_DECL dual<bool> transaction_gate::close(io::deadline until) {
    const bool mine = co_await turn_.lock(until);
    if (!mine) co_return false;
    closing now(*this);
    // Statements end by their own deadlines. In sync mode they can not: they may need this very thread. But they are in
    // the connection's queue, or will be in an instant: on that way nothing waits.
    const bool in_thread = co_await vinyl::detail::runs_in_thread{};
    if (in_thread)
        while (now.somebody_enters()) std::this_thread::yield();
    else if (now.must_wait()) co_await io::wait(now.quiet(), io::deadline::never());
    now.stay();
    co_return true;
}

VINYL_DECL void transaction_gate::open() noexcept {
    closed_ = false;
    turn_.unlock();
}

VINYL_DECL void transaction_gate::all_passed() noexcept {
    const std::lock_guard lock(mutex_);
    if (quiet_ != nullptr && passing_ == 0) quiet_->set();
}

}  // namespace vinyl::db
