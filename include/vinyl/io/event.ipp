// Bodies of the one-shot event.
#pragma once

#include <vinyl/io/alarm.hpp>
#include <vinyl/io/event.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace vinyl::io {

/// A coroutine's place among those who wait; lives in its frame, so that it leaves however the wait ends.
class event::place {
public:
    place(event& of, const boost::asio::any_io_executor& executor);
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    ~place();

    alarm bell;

private:
    friend class event;
    event& of_;
    place* next_;
    place* previous_ = nullptr;
};

// Everything is notified under the lock: a waiter can not return, and destroy the event, before the lock is
// free, and by then nothing of the event is touched any more.
VINYL_DECL void event::set() noexcept {
    const std::lock_guard lock(mutex_);
    set_ = true;
    changed_.notify_all();
    for (place* at = waiting_; at != nullptr; at = at->next_) at->bell.ring();
}

VINYL_DECL bool event::is_set() const noexcept {
    const std::lock_guard lock(mutex_);
    return set_;
}

VINYL_DECL bool event::block_until(deadline until) {
    std::unique_lock lock(mutex_);
    const auto done = [this] { return set_; };
    if (until.is_never()) {
        changed_.wait(lock, done);
        return true;
    }
    return changed_.wait_until(lock, until.moment(), done);
}

VINYL_DECL event::place::place(event& of, const boost::asio::any_io_executor& executor) : bell(executor), of_(of) {
    const std::lock_guard lock(of_.mutex_);
    next_ = of_.waiting_;
    if (next_ != nullptr) next_->previous_ = this;
    of_.waiting_ = this;
    if (of_.set_) bell.ring();
}

VINYL_DECL event::place::~place() {
    const std::lock_guard lock(of_.mutex_);
    (previous_ != nullptr ? previous_->next_ : of_.waiting_) = next_;
    if (next_ != nullptr) next_->previous_ = previous_;
}

VINYL_DECL dual<bool> suspend_until_set(event& what, deadline until) {
    if (what.is_set()) co_return true;
    const boost::asio::any_io_executor executor = co_await vinyl::detail::this_executor{};
    event::place mine(what, executor);
    const auto [why] = co_await mine.bell.async_wait(until, boost::asio::as_tuple(boost::asio::deferred));
    if (mine.bell.take()) co_return true;
    if (why) throw cancelled();
    co_return false;
}

VINYL_DECL dual<bool> wait(event& what, deadline until) {
    if (is_async()) return suspend_until_set(what, until);
    return dual<bool>::ready(what.block_until(until));
}

}  // namespace vinyl::io
