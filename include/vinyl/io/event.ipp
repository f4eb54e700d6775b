// Bodies of the one-shot event.
#pragma once

#include <vinyl/io/alarm.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/io/wait_frame.hpp>

#include <optional>

namespace vinyl::io {

/// A task's place among those who wait; lives in the frame of its wait, so that it leaves however the wait ends.
class event::place {
public:
    using value_type = bool;

    place(event& of, deadline until) noexcept : of_(of), until_(until) {}
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    ~place();

    [[nodiscard]] std::optional<bool> go_on(vinyl::detail::promise_base& suspended);

private:
    friend class event;
    void enter();

    event& of_;
    deadline until_;
    std::optional<alarm> bell_;  // once it has entered
    place* next_ = nullptr;
    place* previous_ = nullptr;
};

// Everything is notified under the lock: a waiter can not return, and destroy the event, before the lock is
// free, and by then nothing of the event is touched any more.
VINYL_DECL void event::set() noexcept {
    const std::lock_guard lock(mutex_);
    set_ = true;
    changed_.notify_all();
    for (place* at = waiting_; at != nullptr; at = at->next_) at->bell_->ring();
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

VINYL_DECL void event::place::enter() {
    const std::lock_guard lock(of_.mutex_);
    next_ = of_.waiting_;
    if (next_ != nullptr) next_->previous_ = this;
    of_.waiting_ = this;
    if (of_.set_) bell_->ring();
}

VINYL_DECL event::place::~place() {
    if (!bell_) return;
    const std::lock_guard lock(of_.mutex_);
    (previous_ != nullptr ? previous_->next_ : of_.waiting_) = next_;
    if (next_ != nullptr) next_->previous_ = previous_;
}

VINYL_DECL std::optional<bool> event::place::go_on(vinyl::detail::promise_base& suspended) {
    if (bell_) return bell_->has_rung();
    if (of_.is_set()) return true;
    bell_.emplace(suspended.task->executor);
    enter();
    bell_->resume_later(suspended, until_);
    return std::nullopt;
}

VINYL_DECL dual<bool> wait(event& what, deadline until) {
    if (is_async()) return detail::wait_later<event::place>(what, until);
    return dual<bool>::ready(what.block_until(until));
}

}  // namespace vinyl::io
