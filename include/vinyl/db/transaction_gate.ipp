// How the gate is closed and opened, and what waits for that.
#pragma once

#include <vinyl/db/transaction_gate.hpp>

#include <thread>

namespace vinyl::db {

VINYL_DECL transaction_gate::closed_until_quiet::closed_until_quiet(transaction_gate& gate) : gate_(gate) {
    gate_.closed_ = true;
    const std::lock_guard lock(gate_.mutex_);
    if (gate_.passing_ == 0) return;
    must_wait_ = true;
    gate_.quiet_ = &quiet_;
}

VINYL_DECL transaction_gate::closed_until_quiet::~closed_until_quiet() {
    {
        const std::lock_guard lock(gate_.mutex_);
        gate_.quiet_ = nullptr;
    }
    if (!stays_) gate_.open();
}

VINYL_DECL io::need transaction_gate::closing::go_on(io::runner& by) {
    VINYL_GO_ON {
        VINYL_WAIT(after(turn_));
        if (!turn_.take()) return io::need::nothing();
        closed_.emplace(gate_);
        // Statements end by their own deadlines. In sync mode they can not: they may need this very thread. But they are in
        // the connection's queue, or will be in an instant: on that way nothing waits.
        if (by.is_thread()) {
            while (closed_->somebody_enters()) std::this_thread::yield();
        } else if (closed_->must_wait()) {
            VINYL_WAIT(io::need::set(closed_->quiet(), io::deadline::never()));
            by.require_waited();
        }
    }
    return io::need::nothing();
}

VINYL_DECL bool transaction_gate::closing::take() noexcept {
    if (!closed_) return false;
    closed_->stay();
    return true;
}

/// Takes the turn of those who close it, and so finds it open.
class transaction_gate::passing {
public:
    using value_type = bool;

    passing(transaction_gate& gate, io::deadline until) noexcept : gate_(gate), turn_(gate.turn_, until) {}

    [[nodiscard]] io::need step(io::runner& by) { return turn_.step(by); }
    [[nodiscard]] static bool withdraw() noexcept { return false; }
    [[nodiscard]] bool take() noexcept {
        if (!turn_.take()) return false;
        ++gate_.passing_;  // whoever closes the gate next waits for it
        ++gate_.entering_;
        gate_.turn_.unlock();
        return true;
    }

private:
    transaction_gate& gate_;
    fair_mutex::locking turn_;
};

VINYL_DECL dual<bool> transaction_gate::pass(io::deadline until) { return io::run<passing>(*this, until); }

VINYL_DECL void transaction_gate::open() noexcept {
    closed_ = false;
    turn_.unlock();
}

VINYL_DECL void transaction_gate::all_passed() noexcept {
    const std::lock_guard lock(mutex_);
    if (quiet_ != nullptr && passing_ == 0) quiet_->set();
}

}  // namespace vinyl::db
