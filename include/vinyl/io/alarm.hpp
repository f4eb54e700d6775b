// What a suspended coroutine sleeps on: a timer that any thread can ring before its time.
#pragma once

#include <vinyl/io/deadline.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <mutex>
#include <utility>

namespace vinyl::io {

/// Rings at its time, or when some thread calls ring(). A ring that nobody waits for yet is kept for the next
/// wait, so none is lost; each wait takes it back.
///
/// A wait is an ordinary timer operation of Asio: it is destroyed with its execution context, keeps it
/// running, and its handler's cancellation slot and executor are honoured. Asio's timers must not be touched
/// by two threads at once, which is why everything here happens under a mutex.
/// At most one wait at a time. Thread safety: shared objects are safe.
class alarm {
public:
    explicit alarm(const boost::asio::any_io_executor& executor) : timer_(executor) {}

    void ring() noexcept {
        const std::lock_guard lock(mutex_);
        if (rung_) return;
        rung_ = true;
        // cancel() fails only when the reactor does; the wait then ends at its deadline.
        try {
            timer_.cancel();
        } catch (...) {  // NOLINT(bugprone-empty-catch)
        }
    }

    /// Takes back a ring. False if there was none.
    [[nodiscard]] bool take() noexcept {
        const std::lock_guard lock(mutex_);
        return std::exchange(rung_, false);
    }

    /// Handler: void(error_code): success at the deadline, operation_aborted when it rang or the wait was
    /// cancelled.
    template <boost::asio::completion_token_for<void(boost::system::error_code)> Token>
    auto async_wait(deadline until, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code)>(
            [this](auto handler, deadline end) {
                const std::lock_guard lock(mutex_);
                timer_.expires_at(rung_ ? deadline::clock::time_point::min() : end.moment());
                timer_.async_wait(std::move(handler));
            },
            token, until);
    }

private:
    std::mutex mutex_;
    boost::asio::steady_timer timer_;
    bool rung_ = false;
};

}  // namespace vinyl::io
