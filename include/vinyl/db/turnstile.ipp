// The queue in front of a turnstile. The turn is handed over under the lock, so none is lost.
#pragma once

#include <vinyl/db/turnstile.hpp>

#include <utility>

namespace vinyl::db {

VINYL_DECL dual<bool> turnstile::enter(io::deadline until) {
    {
        const std::lock_guard lock(mutex_);
        if (!taken_.exchange(true)) return dual<bool>::ready(true);
    }
    return enter_slowly(until);
}

VINYL_DECL dual<bool> turnstile::enter_slowly(io::deadline until) {
    visitor me(*this);
    if (admit_or_queue(me)) co_return true;
    co_await io::wait(me.turn, until);
    co_return settle(me);
}

VINYL_DECL void turnstile::leave() noexcept {
    const std::lock_guard lock(mutex_);
    admit_next();
}

VINYL_DECL turnstile::visitor::~visitor() {
    const std::lock_guard lock(at_.mutex_);
    if (queued) at_.remove(*this);
    if (admitted) at_.admit_next();  // it was its turn, but it did not take it
}

VINYL_DECL bool turnstile::admit_or_queue(visitor& who) {
    const std::lock_guard lock(mutex_);
    if (!taken_.exchange(true)) return true;
    (last_ == nullptr ? first_ : last_->next) = &who;
    last_ = &who;
    who.queued = true;
    return false;
}

VINYL_DECL bool turnstile::settle(visitor& who) noexcept {
    const std::lock_guard lock(mutex_);
    if (std::exchange(who.admitted, false)) return true;
    if (who.queued) remove(who);
    return false;
}

VINYL_DECL void turnstile::remove(visitor& who) noexcept {
    visitor* before = nullptr;
    for (visitor* at = first_; at != &who; at = at->next) before = at;
    (before == nullptr ? first_ : before->next) = who.next;
    if (last_ == &who) last_ = before;
    who.queued = false;
}

VINYL_DECL void turnstile::admit_next() noexcept {
    if (first_ == nullptr) {
        taken_ = false;
        return;
    }
    visitor& next = *first_;
    remove(next);
    next.admitted = true;
    next.turn.set();
}

}  // namespace vinyl::db
