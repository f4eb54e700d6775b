// What a suspended task sleeps on: a timer that any thread can ring before its time.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/task.hpp>
#include <vinyl/io/deadline.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <mutex>

namespace vinyl::io {

/// Rings at its time, or when some thread calls ring(). A ring that nobody waits for yet is kept for the next
/// wait, so none is lost.
///
/// A wait is an ordinary timer operation of Asio: it keeps its execution context running, and is destroyed with it. Asio's
/// timers must not be touched by two threads at once, which is why everything here happens under a mutex.
/// At most one wait at a time. Thread safety: shared objects are safe.
class alarm final : private vinyl::detail::withdrawable {
public:
    explicit alarm(const boost::asio::any_io_executor& executor) : timer_(executor) {}
    alarm(const alarm&) = delete;
    alarm& operator=(const alarm&) = delete;

    void ring() noexcept;

    /// Takes back a ring. False if there was none.
    bool take() noexcept;

    /// Has what is suspended in a task resumed, on the task's executor: when this rings, at the deadline, or when the task is
    /// cancelled. If the execution context is destroyed first, the task is freed.
    ///
    /// Once this has returned, another thread may be running the task already: nothing of it may be touched any more.
    /// Errors: cancelled, if the task has been before; then, or if Asio can not wait, nothing is resumed.
    void resume_later(vinyl::detail::promise_base& suspended, deadline until);

    /// How that has ended, once resumed: true if this rang, which takes the ring back; false at the deadline. Throws
    /// vinyl::cancelled.
    [[nodiscard]] bool has_rung();

private:
    class handler;

    VINYL_DECL void withdraw() noexcept override;
    void stop_timer() noexcept;
    void wait_until_begun() noexcept;

    std::mutex mutex_;
    boost::asio::steady_timer timer_;
    bool rung_ = false;
    bool aborted_ = false;  // the wait, because this rang or the task was cancelled
};

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/alarm.ipp>
#endif
