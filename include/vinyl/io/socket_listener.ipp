// Bodies of listening to a socket.
#pragma once

#include <vinyl/dual/cancelled.hpp>
#include <vinyl/io/os_error.hpp>
#include <vinyl/io/socket_listener.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <utility>

namespace vinyl::io {

/// What Asio owes an answer to. Destroyed without one, it says so.
struct socket_listener::order {
    std::shared_ptr<ear> who;
    std::uint64_t round;
    readiness direction;

    order(std::shared_ptr<ear> of, std::uint64_t in, readiness asked) noexcept
        : who(std::move(of)), round(in), direction(asked) {}
    order(order&&) noexcept = default;
    order& operator=(order&&) = delete;
    ~order() {
        if (who) who->cut_off(round);
    }
    void operator()(const boost::system::error_code& failed) {
        const std::shared_ptr<ear> told = std::exchange(who, nullptr);
        // The clock has been set to another time. A socket's error counts as readiness: reading tells the reason.
        if (direction == readiness::none && failed == boost::asio::error::operation_aborted) return;
        told->heard(round, direction);
    }
};

VINYL_DECL void socket_listener::listen(int descriptor, const std::shared_ptr<ear>& who,
                                        const boost::asio::any_io_executor& at, readiness wanted, deadline until) {
    using stream = boost::asio::posix::stream_descriptor;
    if (!duplicate_ && wanted != readiness::none) {
        const int number = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
        if (number < 0) detail::throw_os_error("duplicate a socket", errno);
        try {
            duplicate_.emplace(at, number);
        } catch (const boost::system::system_error& refused) {
            ::close(number);
            throw asio_error(refused.code(), "vinyl: can not watch a socket");
        } catch (...) {
            ::close(number);
            throw;
        }
    }
    const auto ask = [&](readiness direction, stream::wait_type type) {
        if ((wanted & direction) == readiness::none || (asked_ & direction) != readiness::none) return;
        duplicate_->async_wait(type, order(who, round_, direction));
        asked_ = asked_ | direction;
    };
    ask(readiness::read, stream::wait_read);
    ask(readiness::write, stream::wait_write);
    if (until < set_) {
        if (!clock_) clock_.emplace(at);
        clock_->expires_at(until.moment());
        clock_->async_wait(order(who, round_, readiness::none));
        set_ = until;
    }
}

VINYL_DECL void socket_listener::note(readiness found) noexcept {
    if (found == readiness::none) set_ = deadline::never();
    else asked_ = asked_ & static_cast<readiness>(~static_cast<unsigned>(found));
}

VINYL_DECL void socket_listener::rest() noexcept {
    ++round_;
    boost::system::error_code ignored;
    if (std::exchange(asked_, readiness::none) != readiness::none) duplicate_->cancel(ignored);
    if (std::exchange(set_, deadline::never()).is_never()) return;
    try {
        clock_->cancel();
    } catch (...) {  // NOLINT(bugprone-empty-catch): it rings at its time, and nobody listens
    }
}

VINYL_DECL void socket_listener::leave() noexcept {
    rest();
    boost::system::error_code ignored;
    if (duplicate_) duplicate_->close(ignored);
    duplicate_.reset();
    clock_.reset();
}

}  // namespace vinyl::io
