// The queue of those who wait for a fair_mutex. The turn is handed over under the lock, so none is lost.
#pragma once

#include <vinyl/db/fair_mutex.hpp>

#include <utility>

namespace vinyl::db {

VINYL_DECL dual<bool> fair_mutex::lock(io::deadline until) {
    if (try_lock()) return dual<bool>::ready(true);
    return io::run<locking>(*this, until);
}

VINYL_DECL bool fair_mutex::try_lock() {
    const std::lock_guard guard(mutex_);
    return !locked_.exchange(true);
}

VINYL_DECL io::need fair_mutex::locking::step(io::runner& by) {
    by.require_waited();
    if (std::exchange(begun_, true) || me_.at_.lock_or_queue(me_)) return io::need::nothing();
    return io::need::set(me_.turn, until_);
}

VINYL_DECL bool fair_mutex::locking::take() noexcept { return me_.at_.settle(me_); }

VINYL_DECL void fair_mutex::unlock() noexcept {
    const std::lock_guard guard(mutex_);
    hand_over();
}

VINYL_DECL fair_mutex::waiter::~waiter() {
    const std::lock_guard guard(at_.mutex_);
    if (queued) at_.remove(*this);
    if (has_lock) at_.hand_over();  // it was its turn, but it did not take it
}

VINYL_DECL bool fair_mutex::lock_or_queue(waiter& who) {
    const std::lock_guard guard(mutex_);
    if (!locked_.exchange(true)) {
        who.has_lock = true;
        return true;
    }
    (last_ == nullptr ? first_ : last_->next) = &who;
    last_ = &who;
    who.queued = true;
    return false;
}

VINYL_DECL bool fair_mutex::settle(waiter& who) noexcept {
    const std::lock_guard guard(mutex_);
    if (std::exchange(who.has_lock, false)) return true;
    if (who.queued) remove(who);
    return false;
}

VINYL_DECL void fair_mutex::remove(waiter& who) noexcept {
    waiter* before = nullptr;
    for (waiter* at = first_; at != &who; at = at->next) before = at;
    (before == nullptr ? first_ : before->next) = who.next;
    if (last_ == &who) last_ = before;
    who.queued = false;
}

VINYL_DECL void fair_mutex::hand_over() noexcept {
    if (first_ == nullptr) {
        locked_ = false;
        return;
    }
    waiter& next = *first_;
    remove(next);
    next.has_lock = true;
    next.turn.set();
}

}  // namespace vinyl::db
