// Bodies of what a suspended task sleeps on.
#pragma once

#include <vinyl/io/alarm.hpp>

#include <boost/system/error_code.hpp>

#include <utility>

namespace vinyl::io {

/// Owns the suspended task: destroyed without being called, it frees the task.
class alarm::handler {
public:
    using executor_type = boost::asio::any_io_executor;

    handler(alarm& of, vinyl::detail::promise_base& suspended) noexcept : of_(of), suspended_(&suspended) {}
    handler(handler&& other) noexcept : of_(other.of_), suspended_(std::exchange(other.suspended_, nullptr)) {}
    handler& operator=(handler&&) = delete;
    ~handler() {
        // When the start throws, the task goes on with the exception and must not be freed.
        if (suspended_ == nullptr || vinyl::detail::starting::failed(suspended_)) return;
        of_.wait_until_begun();  // another thread may still be starting it
        suspended_->task->owner->abandon();
    }

    [[nodiscard]] const executor_type& get_executor() const noexcept { return suspended_->task->executor; }

    void operator()(const boost::system::error_code& why) {
        of_.aborted_ = why.failed();
        vinyl::detail::promise_base* const suspended = std::exchange(suspended_, nullptr);
        suspended->task->at_home = true;
        suspended->task->parked = nullptr;
        vinyl::detail::resume_in_task(suspended);
    }

private:
    alarm& of_;
    vinyl::detail::promise_base* suspended_;
};

/// resume_later() holds the lock until then.
VINYL_DECL void alarm::wait_until_begun() noexcept { const std::lock_guard begun(mutex_); }

/// cancel() fails only when the reactor does; the wait then ends at its deadline.
VINYL_DECL void alarm::stop_timer() noexcept {
    try {
        timer_.cancel();
    } catch (...) {  // NOLINT(bugprone-empty-catch)
    }
}

VINYL_DECL void alarm::ring() noexcept {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(rung_, true)) stop_timer();
}

VINYL_DECL bool alarm::take() noexcept {
    const std::lock_guard lock(mutex_);
    return std::exchange(rung_, false);
}

VINYL_DECL void alarm::withdraw() noexcept {
    const std::lock_guard lock(mutex_);
    stop_timer();
}

// The lock is held until the wait has begun: whoever is resumed takes it first, by has_rung(), and so nothing here is
// destroyed before.
VINYL_DECL void alarm::resume_later(vinyl::detail::promise_base& suspended, deadline until) {
    vinyl::detail::task& in = *suspended.task;
    in.throw_if_cancelled();
    const vinyl::detail::starting now(&suspended);
    const std::lock_guard lock(mutex_);
    in.parked = this;
    try {
        timer_.expires_at(rung_ ? deadline::clock::time_point::min() : until.moment());
        timer_.async_wait(handler(*this, suspended));
    } catch (...) {
        in.parked = nullptr;
        throw;
    }
}

VINYL_DECL bool alarm::has_rung() {
    const std::lock_guard lock(mutex_);
    const bool aborted = std::exchange(aborted_, false);
    if (std::exchange(rung_, false)) return true;
    if (aborted) throw cancelled();
    return false;
}

}  // namespace vinyl::io
