// The pool's decisions. Connections are moved out under the lock and destroyed after it, because closing may
// take time.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/db/pool_core.hpp>

#include <time.h>

#include <algorithm>
#include <utility>

namespace vinyl::db {

VINYL_DECL std::chrono::steady_clock::time_point coarse_now() noexcept {
#ifdef CLOCK_MONOTONIC_COARSE
    timespec now{};
    if (::clock_gettime(CLOCK_MONOTONIC_COARSE, &now) == 0)
        return std::chrono::steady_clock::time_point(std::chrono::seconds(now.tv_sec) +
                                                     std::chrono::nanoseconds(now.tv_nsec));
#endif
    return std::chrono::steady_clock::now();
}

VINYL_DECL pool_core::pool_core(limits given) : limits_(given) {}

VINYL_DECL pool_core::~pool_core() = default;

VINYL_DECL pool_slot* pool_core::try_take(lease_kind kind, clock::time_point now) {
    doomed old;
    pool_slot* slot = nullptr;
    {
        const std::lock_guard lock(mutex_);
        require_open();
        if (first_ != nullptr) return nullptr;
        slot = find(kind, now);
        old = expired_idle(now);
    }
    if (old) close_idle(std::move(old), now);
    return slot;
}

VINYL_DECL pool_slot* pool_core::take_or_queue(pool_waiter& waiter, clock::time_point now) {
    const std::lock_guard lock(mutex_);
    require_open();
    if (first_ == nullptr)
        if (pool_slot* slot = find(waiter.kind_, now)) return slot;
    waiter.before_ = last_;
    (last_ == nullptr ? first_ : last_->behind_) = &waiter;
    last_ = &waiter;
    waiter.queued_ = true;
    ++waiting_;
    return nullptr;
}

VINYL_DECL pool_slot* pool_core::settle(pool_waiter& waiter) {
    const std::lock_guard lock(mutex_);
    if (waiter.given_ != nullptr) return std::exchange(waiter.given_, nullptr);
    if (waiter.queued_) unlink(waiter);
    require_open();
    return nullptr;
}

VINYL_DECL pool_slot* pool_core::forsake(pool_waiter& waiter) noexcept {
    doomed rest;
    const std::lock_guard lock(mutex_);
    if (waiter.queued_) unlink(waiter);
    pool_slot* const given = std::exchange(waiter.given_, nullptr);
    if (given == nullptr) {
        // it may have stood in front of one that needs less than it did
        if (first_ != nullptr) serve_waiters(clock::now());
        return nullptr;
    }
    const clock::time_point now = clock::now();
    const bool dirty = take_back(*given, now, false, rest);
    serve_waiters(now);
    return dirty ? given : nullptr;
}

VINYL_DECL void pool_core::connected(pool_slot& slot, std::unique_ptr<any_connection> link, clock::time_point expires,
                                     clock::duration took) noexcept {
    const clock::time_point now = clock::now();
    const std::lock_guard lock(mutex_);
    opening_ = std::clamp(took, shortest_opening, opening_);  // the shortest: it tells least of other work
    slot.pace = slot.former_pace = opening_;                  // not known yet, so nobody joins before the first answer
    slot.lot = 0;
    slot.former_lot = 1;
    slot.moved = now;
    slot.link = std::move(link);
    slot.expires = expires;
    slot.connecting = false;
    --connecting_;
    ++opened_;
    last_connect_error_.clear();
    serve_waiters(now);
}

VINYL_DECL void pool_core::connect_failed(pool_slot& slot) noexcept {
    doomed rest;
    const std::lock_guard lock(mutex_);
    rest = vacate(slot);
    serve_waiters(clock::now());
}

VINYL_DECL void pool_core::note_connect_error(std::string why) noexcept {
    const std::lock_guard lock(mutex_);
    last_connect_error_ = std::move(why);
}

VINYL_DECL void pool_core::found_alive(pool_slot& slot) noexcept {
    const std::lock_guard lock(mutex_);
    slot.checking = false;
    if (first_ != nullptr) serve_waiters(slot.used);
}

VINYL_DECL void pool_core::found_dead(pool_slot& slot) noexcept {
    doomed rest;
    const std::lock_guard lock(mutex_);
    rest = std::move(slot.link);
    if (rest) ++closed_count_;
    slot.checking = false;
    slot.connecting = true;
    ++connecting_;
}

VINYL_DECL bool pool_core::give_back(pool_slot& slot, std::uint32_t generation, clock::time_point now,
                                     bool altered) noexcept {
    doomed rest, old;
    bool dirty = false;
    {
        const std::lock_guard lock(mutex_);
        if (slot.generation != generation || slot.users == 0) return false;
        if (!slot.exclusive) measure(slot, now);
        dirty = take_back(slot, now, altered, rest);
        if (first_ != nullptr) serve_waiters(now);
        old = expired_idle(now);
    }
    if (old) close_idle(std::move(old), now);
    return dirty;
}

/// Closes one idle connection after the other, as long as there are some that have been idle for too long.
VINYL_DECL void pool_core::close_idle(doomed first, clock::time_point now) noexcept {
    for (doomed old = std::move(first); old;) {
        old.reset();
        const std::lock_guard lock(mutex_);
        old = expired_idle(now);
    }
}

VINYL_DECL void pool_core::cleaned(pool_slot& slot, clock::time_point now) noexcept {
    doomed rest;
    const std::lock_guard lock(mutex_);
    slot.cleaning = false;
    if (closed_) rest = vacate(slot);
    else make_idle(slot);
    serve_waiters(now);
}

VINYL_DECL void pool_core::dropped(pool_slot& slot) noexcept {
    doomed rest;
    const std::lock_guard lock(mutex_);
    rest = vacate(slot);
    serve_waiters(clock::now());
}

VINYL_DECL void pool_core::close() noexcept {
    std::vector<doomed> rest;
    const std::lock_guard lock(mutex_);
    closed_ = true;
    rest.reserve(idle_.size());
    for (pool_slot* slot : std::exchange(idle_, {})) rest.push_back(vacate(*slot));
    while (first_ != nullptr) {
        pool_waiter& waiter = *first_;
        unlink(waiter);
        waiter.ready.set();
    }
}

/// Not under the lock: closing tells who waits for an answer, and an executor that takes nothing any more lets go of them there
/// and then, so that they give back what they have.
VINYL_DECL void pool_core::cut_off() noexcept {
    close();
    for (std::size_t number = 0;; ++number) {
        doomed link;
        {
            const std::lock_guard lock(mutex_);
            if (number == slots_.size()) return;
            link = slots_[number]->link;
        }
        if (link) link->close();
    }
}

VINYL_DECL bool pool_core::closed() const noexcept {
    const std::lock_guard lock(mutex_);
    return closed_;
}

VINYL_DECL pool_stats pool_core::stats() const {
    const std::lock_guard lock(mutex_);
    pool_stats now;
    now.max = limits_.pool.max;
    now.waiting = waiting_;
    now.connecting = connecting_;
    now.idle = idle_.size();
    now.opened = opened_;
    now.closed = closed_count_;
    for (const auto& slot : slots_) {
        if (slot->link) ++now.open;
        if (slot->users > 0 && !slot->connecting) ++now.in_use;
        if (slot->cleaning) ++now.cleaning;
    }
    return now;
}

VINYL_DECL std::string pool_core::last_connect_error() const {
    const std::lock_guard lock(mutex_);
    return last_connect_error_;
}

/// One that gathers, else an idle connection, else a new one up to the maximum, else the least loaded pipeline that moves fast,
/// up to its depth.
VINYL_HOT pool_slot* pool_core::find(lease_kind kind, clock::time_point now) {
    pool_slot* slot = nullptr;
    if (kind == lease_kind::read && gathering_ != nullptr && gathers(*gathering_)) {
        slot = gathering_;
    } else if (!idle_.empty()) {
        slot = idle_.back();
        idle_.pop_back();
        // the clocks differ by a tick, so "always" is not left to them
        const auto rest = now - slot->used;
        slot->checking = rest >= limits_.pool.check_after || limits_.pool.check_after.count() == 0;
    } else {
        slot = empty_slot();
        if (slot == nullptr && kind != lease_kind::exclusive && limits_.shareable) slot = joinable_slot(now);
    }
    if (slot != nullptr) lend(*slot, kind, now);
    return slot;
}

VINYL_DECL pool_slot* pool_core::empty_slot() {
    if (connecting_ >= limits_.pool.max_connecting) return nullptr;
    pool_slot* slot = nullptr;
    if (!vacant_.empty()) {
        slot = vacant_.back();
        vacant_.pop_back();
    } else {
        if (slots_.size() >= limits_.pool.max) return nullptr;
        // so that nothing is allocated, and nothing can fail, when slots come back
        idle_.reserve(slots_.size() + 1);
        vacant_.reserve(slots_.size() + 1);
        slots_.push_back(std::make_unique<pool_slot>());
        slot = slots_.back().get();
    }
    slot->connecting = true;
    ++connecting_;
    return slot;
}

VINYL_DECL bool pool_core::gathers(const pool_slot& slot) const noexcept {
    if (slot.users == 0 || slot.users >= std::min(most_gathered, limits_.depth)) return false;
    if (slot.exclusive || slot.cleaning || slot.retiring || slot.connecting || slot.checking || !slot.link)
        return false;
    // of lots that have come to their end: the first of one seems slow
    const clock::duration pace = slot.lot_took < opening_ ? slot.former_pace : slot.pace;
    return pace * static_cast<clock::rep>(slot.users + 1) < instant && slot.link->about_to_send() &&
           slot.link->status() != connection_status::broken;
}

/// No more than its share of all that wait: what one connection can not serve soon may be served by others, also by those
/// that are being opened.
VINYL_DECL pool_slot* pool_core::joinable_slot(clock::time_point now) noexcept {
    pool_slot* best = nullptr;
    std::size_t users = std::max<std::size_t>(waiting_, 1);
    std::size_t places = limits_.pool.max - slots_.size() + vacant_.size();
    for (const auto& slot : slots_) {
        if (slot->exclusive || slot->cleaning || slot->retiring || slot->users == 0) continue;
        if (now - slot->moved >= opening_ && !slot->connecting) continue;  // works on something slow
        ++places;
        users += slot->users;
        if (!slot->link || slot->connecting || slot->checking || slot->users >= limits_.depth) continue;
        if (best != nullptr && slot->users >= best->users) continue;
        if (!moves_fast(*slot, now)) continue;
        if (slot->link->status() != connection_status::broken) best = slot.get();
    }
    return best != nullptr && best->users * places < users ? best : nullptr;
}

/// Whether one more would wait for its turn for less time than opening a connection takes. The statement whose turn it
/// is will take as long again as it has taken already.
VINYL_DECL bool pool_core::moves_fast(const pool_slot& slot, clock::time_point now) const noexcept {
    const auto of_first = std::max(now - slot.moved, slot.pace);
    return of_first + slot.pace * static_cast<clock::rep>(slot.users - 1) < opening_;
}

VINYL_HOT pool_core::clock::duration pool_core::paced(const pool_slot& slot, std::size_t lot) const noexcept {
    const clock::duration each = slot.lot_took / static_cast<clock::rep>(lot);
    return each < opening_ ? (slot.former_pace + each) / 2 : opening_;
}

/// A statement that another connection could have served in the time is slow, and is believed at once; fast ones have to
/// prove it. Those that travel together are answered together, so what each took is what the lot took by their number: as
/// many as the last time until the rest has come.
VINYL_HOT void pool_core::measure(pool_slot& slot, clock::time_point now) noexcept {
    const clock::duration took = now - slot.moved;
    slot.moved = now;
    if (took < same_moment && slot.lot > 0 && slot.lot < limits_.depth) {
        ++slot.lot;
    } else {
        if (slot.lot > 0) {
            slot.former_pace = paced(slot, slot.lot);
            slot.former_lot = slot.lot;
        }
        slot.lot = 1;
        slot.lot_took = took;
    }
    slot.pace = paced(slot, slot.lot_took < opening_ ? std::max(slot.lot, slot.former_lot) : slot.lot);
}

VINYL_HOT void pool_core::lend(pool_slot& slot, lease_kind kind, clock::time_point now) noexcept {
    if (slot.users == 0) {
        slot.exclusive = kind == lease_kind::exclusive || !limits_.shareable;
        slot.moved = now;
        ++slot.generation;
    }
    ++slot.users;
    slot.used = now;
    if (!slot.exclusive && kind == lease_kind::read) gathering_ = &slot;
}

VINYL_HOT void pool_core::make_idle(pool_slot& slot) noexcept {
    slot.exclusive = false;
    slot.checking = false;
    slot.retiring = false;
    idle_.push_back(&slot);
}

/// Empties a slot. The connection is returned so that it is closed outside of the lock.
VINYL_DECL pool_core::doomed pool_core::vacate(pool_slot& slot) noexcept {
    if (slot.connecting) --connecting_;
    if (slot.link) ++closed_count_;
    doomed link = std::move(slot.link);
    ++slot.generation;
    slot.users = 0;
    slot.exclusive = slot.connecting = slot.checking = slot.cleaning = slot.altered = slot.retiring = false;
    vacant_.push_back(&slot);
    return link;
}

/// The connection that has been idle for longest, if that is too long.
VINYL_HOT pool_core::doomed pool_core::expired_idle(clock::time_point now) noexcept {
    if (idle_.size() <= limits_.pool.min_idle || limits_.pool.idle_timeout == no_limit) return nullptr;
    pool_slot* const oldest = idle_.front();
    if (now - oldest->used < limits_.pool.idle_timeout) return nullptr;
    idle_.erase(idle_.begin());
    return vacate(*oldest);
}

VINYL_DECL void pool_core::serve_waiters(clock::time_point now) noexcept {
    while (first_ != nullptr) {
        pool_waiter& waiter = *first_;
        pool_slot* slot = nullptr;
        try {
            slot = find(waiter.kind_, now);
        } catch (...) {  // NOLINT(bugprone-empty-catch): no memory for another slot; it waits for one
        }
        if (slot == nullptr) return;
        unlink(waiter);
        waiter.given_ = slot;
        waiter.ready.set();
    }
}

VINYL_DECL void pool_core::unlink(pool_waiter& waiter) noexcept {
    (waiter.before_ == nullptr ? first_ : waiter.before_->behind_) = waiter.behind_;
    (waiter.behind_ == nullptr ? last_ : waiter.behind_->before_) = waiter.before_;
    waiter.before_ = waiter.behind_ = nullptr;
    waiter.queued_ = false;
    --waiting_;
}

/// One user less. True when it was the last one and the connection needs cleaning; decided by what the
/// connection says of itself, never by what we believe to have sent.
VINYL_HOT bool pool_core::take_back(pool_slot& slot, clock::time_point now, bool altered, doomed& rest) noexcept {
    if (!slot.link) {  // the permit to connect, unused
        rest = vacate(slot);
        return false;
    }
    slot.used = std::max(slot.used, now);
    const connection_status status = slot.link->status();
    if (--slot.users > 0) {
        // Somebody's own BEGIN, a lost connection, one that is too old: those who are on it finish, but nobody joins.
        const bool joinable = status == connection_status::idle || status == connection_status::busy;
        if (!joinable || now >= slot.expires) slot.retiring = true;
        return false;
    }
    if (closed_ || status == connection_status::broken || now >= slot.expires) {
        rest = vacate(slot);
        return false;
    }
    if (status != connection_status::idle || altered) {
        slot.cleaning = true;
        slot.altered = altered;
        return true;
    }
    make_idle(slot);
    return false;
}

VINYL_DECL void pool_core::require_open() const {
    if (closed_)
        throw usage_error(
            "vinyl: the pool of this connection has been closed (its alias was removed, or vinyl was shut "
            "down)");
}

}  // namespace vinyl::db
