// Bodies of waiting for a socket: epoll(7) in sync mode, Asio in async mode.
#pragma once

#include <vinyl/io/alarm.hpp>
#include <vinyl/io/os_error.hpp>
#include <vinyl/io/poller.hpp>
#include <vinyl/io/socket_watch.hpp>
#include <vinyl/io/underlying_executor.hpp>
#include <vinyl/io/wait_frame.hpp>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/system_error.hpp>

#include <fcntl.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace vinyl::io {
/// What suspended waits share with the handlers they left with Asio. The handlers keep it alive.
struct socket_watch::state : std::enable_shared_from_this<state> {
    using stream = boost::asio::posix::stream_descriptor;

    std::mutex mutex;
    alarm* bell = nullptr;  // of the suspended wait: rings when something of the below has changed
    std::optional<stream> duplicate;
    int descriptor = -1;
    int generation = 0;                   // tells handlers of a former duplicate from those of this one
    readiness pending = readiness::none;  // what Asio is waiting for now
    readiness found = readiness::none;
    bool wait_interrupted = false;               // the suspended wait, under the mutex
    std::atomic<bool> poll_interrupted = false;  // the thread's
    bool closed = false;
    poller blocking;              // of the thread
    std::atomic<int> timer = -1;  // timerfd that ends its wait; once made, it stays
    deadline armed;               // when the timer will fire

    explicit state(int watched) noexcept : descriptor(watched) {}
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() {
        if (timer >= 0) ::close(timer);
    }

    void make_timer() noexcept {
        if (timer < 0) timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    }

    /// Sees to it that the timer fires at that moment or before.
    void arm(deadline until) noexcept {
        if (armed <= until) return;
        const auto since_start =
            std::max<deadline::clock::duration>(until.moment().time_since_epoch(), std::chrono::nanoseconds(1));
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(since_start);
        itimerspec when{};
        when.it_value.tv_sec = whole.count();
        when.it_value.tv_nsec = std::chrono::duration_cast<std::chrono::nanoseconds>(since_start - whole).count();
        if (::timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, nullptr) == 0) armed = until;
    }

    void forget_duplicate() noexcept {
        ++generation;
        pending = found = readiness::none;
        if (!duplicate) return;
        boost::system::error_code ignored;
        duplicate->close(ignored);
        duplicate.reset();
    }

    /// Outside of the strand of the task: another one's may wait here next, and must not wait for this one's to be free.
    void open_duplicate(const boost::asio::any_io_executor& executor) {
        const int number = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
        if (number < 0) detail::throw_os_error("duplicate a socket", errno);
        try {
            duplicate.emplace(underlying_executor(executor), number);
        } catch (const boost::system::system_error& refused) {
            ::close(number);
            throw asio_error(refused.code(), "vinyl: can not watch a socket");
        } catch (...) {
            ::close(number);
            throw;
        }
    }

    void ring() noexcept {
        if (bell != nullptr) bell->ring();
    }

    /// Asks Asio for what is not asked for yet. A request is never withdrawn: its answer is kept for the next
    /// wait, which saves both the cancelling and the asking again.
    void ask(readiness wanted) {
        if ((wanted & readiness::read) != readiness::none) ask(readiness::read, stream::wait_read);
        if ((wanted & readiness::write) != readiness::none) ask(readiness::write, stream::wait_write);
    }

    void ask(readiness direction, stream::wait_type type) {
        if (((pending | found) & direction) != readiness::none) return;
        pending = pending | direction;
        duplicate->async_wait(type, [self = shared_from_this(), direction, asked = generation](auto) {
            const std::lock_guard lock(self->mutex);
            if (asked != self->generation) return;
            self->pending = self->pending & static_cast<readiness>(~static_cast<unsigned>(direction));
            self->found = self->found | direction;  // also after an error: reading tells the reason
            self->ring();
        });
    }

    /// Sees to it that the bell rings when the outcome may be another one than it has just been.
    void ask_for(readiness wanted, const boost::asio::any_io_executor& executor) {
        if (!duplicate && wanted != readiness::none) open_duplicate(executor);
        ask(wanted);
    }

    /// What the wait came to, if it has come to something.
    [[nodiscard]] std::optional<readiness> outcome(readiness wanted) noexcept {
        const readiness got = found & wanted;
        found = found & static_cast<readiness>(~static_cast<unsigned>(got));
        if (got != readiness::none) return got;
        if (closed) return readiness::read;
        if (std::exchange(wait_interrupted, false)) return readiness::none;
        return std::nullopt;
    }
};

VINYL_DECL socket_watch::socket_watch(int descriptor)
    : descriptor_(descriptor), state_(std::make_shared<state>(descriptor)) {}

VINYL_DECL void socket_watch::rebind(int descriptor) noexcept {
    descriptor_ = descriptor;
    const std::lock_guard lock(state_->mutex);
    state_->forget_duplicate();
    state_->descriptor = descriptor;
    state_->blocking.forget();
}

VINYL_DECL void socket_watch::close() noexcept {
    descriptor_ = -1;
    const std::lock_guard lock(state_->mutex);
    state_->forget_duplicate();
    state_->descriptor = -1;
    state_->closed = true;
    state_->ring();
}

VINYL_DECL void socket_watch::leave() noexcept {
    const std::lock_guard lock(state_->mutex);
    state_->forget_duplicate();
}

VINYL_DECL void socket_watch::interrupt() noexcept {
    const std::lock_guard lock(state_->mutex);
    state_->wait_interrupted = state_->poll_interrupted = true;
    state_->ring();
    if (state_->timer >= 0) state_->arm(deadline::at(deadline::clock::time_point::min()));
}

VINYL_DECL void socket_watch::make_interruptible() {
    const std::lock_guard lock(state_->mutex);
    state_->make_timer();
    if (state_->timer < 0) detail::throw_os_error("make a timer", errno);
}

// A timeout given to the kernel costs as much as a tenth of a query, because it sets up a timer and takes it
// down again. So the timer is a descriptor of its own, polled beside the socket, and it stays set when a
// wait has ended: the next one usually ends later, and then needs no other. It is set anew when it goes off,
// every few thousand queries.
VINYL_DECL readiness socket_watch::block_for(readiness wanted, deadline until) {
    for (;;) {
        bool no_timer = false;
        if (state_->poll_interrupted && state_->poll_interrupted.exchange(false)) return readiness::none;
        if (!until.is_never()) {
            const std::lock_guard lock(state_->mutex);
            state_->make_timer();
            if (state_->timer >= 0) state_->arm(until);
            no_timer = state_->armed > until;  // no descriptor to be had: then the dear way
            if (state_->poll_interrupted.exchange(false)) return readiness::none;  // before there was a timer to fire
        }
        int milliseconds = -1;
        if (no_timer) {
            // Rounded up: rounding down would spin through the last millisecond.
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(until.remaining()).count();
            milliseconds = static_cast<int>(std::min<long long>(left, std::numeric_limits<int>::max()));
        }
        const poller::outcome found = state_->blocking.wait(descriptor_, wanted, state_->timer, milliseconds);
        if (found.error != 0 && found.error != EINTR)  // a signal is no reason to end a wait; its deadline still counts
            detail::throw_os_error("wait for a socket", found.error);
        if (found.socket != readiness::none) return found.socket;
        if (found.timer) {
            const std::lock_guard lock(state_->mutex);
            std::uint64_t fired = 0;
            if (::read(state_->timer, &fired, sizeof fired) > 0) state_->armed = deadline::never();
        }
        if (until.expired()) return readiness::none;
    }
}

/// A task's wait.
class socket_watch::suspended_wait {
public:
    using value_type = readiness;

    suspended_wait(std::shared_ptr<state> watched, readiness wanted, deadline until) noexcept
        : watched_(std::move(watched)), wanted_(wanted), until_(until) {}
    suspended_wait(const suspended_wait&) = delete;
    suspended_wait& operator=(const suspended_wait&) = delete;
    ~suspended_wait() {
        if (!bell_) return;
        const std::lock_guard lock(watched_->mutex);
        if (watched_->bell == &*bell_) watched_->bell = nullptr;
    }

    [[nodiscard]] std::optional<readiness> go_on(vinyl::detail::promise_base& suspended) {
        const bool in_time = !bell_ || bell_->has_rung();
        {
            const std::lock_guard lock(watched_->mutex);
            if (const auto got = watched_->outcome(wanted_)) return got;
            if (!in_time) return readiness::none;
            if (bell_) bell_->take();  // that was before
            else watched_->bell = &bell_.emplace(suspended.task->executor);
            watched_->ask_for(wanted_, suspended.task->executor);
        }
        bell_->resume_later(suspended, until_);
        return std::nullopt;
    }

private:
    std::shared_ptr<state> watched_;
    readiness wanted_;
    deadline until_;
    std::optional<alarm> bell_;  // once it has begun
};

VINYL_DECL dual<readiness> wait_for(socket_watch& socket, readiness wanted, deadline until) {
    if (is_async()) return detail::wait_later<socket_watch::suspended_wait>(socket.state_, wanted, until);
    return dual<readiness>::ready(socket.block_for(wanted, until));
}

}  // namespace vinyl::io
