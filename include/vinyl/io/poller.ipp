// Bodies of a thread's waiting.
#pragma once

#include <vinyl/io/poller.hpp>

#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace vinyl::io {
namespace detail {

VINYL_DECL poller::outcome poll_for(int socket, readiness wanted, int timer, int milliseconds) noexcept {
    pollfd polled[2] = {{socket, 0, 0}, {timer, POLLIN, 0}};
    if ((wanted & readiness::read) != readiness::none) polled[0].events |= POLLIN;
    if ((wanted & readiness::write) != readiness::none) polled[0].events |= POLLOUT;
    poller::outcome found;
    const int ready = ::poll(polled, timer >= 0 ? 2 : 1, milliseconds);
    if (ready < 0) found.error = errno;
    if (ready <= 0) return found;
    if ((polled[0].revents & (POLLIN | POLLERR | POLLHUP | POLLNVAL)) != 0) found.socket = readiness::read;
    if ((polled[0].revents & POLLOUT) != 0) found.socket = found.socket | readiness::write;
    found.timer = polled[1].revents != 0;
    return found;
}

}  // namespace detail

VINYL_DECL poller::outcome poller::wait(int socket, readiness wanted, int timer, int milliseconds) noexcept {
    if (epoll_ >= 0 && socket != socket_) forget();
    if (epoll_ < 0 && std::exchange(has_waited_, true)) begin(socket);
    if (epoll_ < 0 || !watches(wanted, timer)) return detail::poll_for(socket, wanted, timer, milliseconds);
    outcome found;
    epoll_event events[2];
    const int ready = ::epoll_wait(epoll_, events, 2, milliseconds);
    if (ready < 0) found.error = errno;
    for (int i = 0; i < ready; ++i) {
        if (events[i].data.fd == timer_) {
            found.timer = true;
            continue;
        }
        if ((events[i].events & ~std::uint32_t{EPOLLOUT}) != 0) found.socket = found.socket | readiness::read;
        if ((events[i].events & EPOLLOUT) != 0) found.socket = found.socket | readiness::write;
    }
    return found;
}

VINYL_DECL void poller::forget() noexcept {
    if (epoll_ >= 0) ::close(epoll_);
    epoll_ = timer_ = -1;
    has_waited_ = false;
}

VINYL_DECL void poller::begin(int socket) noexcept {
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0) return;
    socket_ = socket;
    asked_ = readiness::none;
    if (!control(EPOLL_CTL_ADD, socket, asked_)) forget();
}

/// Changes what epoll waits for, if that is needed.
VINYL_HOT bool poller::watches(readiness wanted, int timer) noexcept {
    if (wanted != asked_) {
        if (!control(EPOLL_CTL_MOD, socket_, wanted)) return false;
        asked_ = wanted;
    }
    if (timer == timer_) return true;
    if (!control(EPOLL_CTL_ADD, timer, readiness::read)) return false;
    timer_ = timer;
    return true;
}

VINYL_DECL bool poller::control(int what, int descriptor, readiness wanted) const noexcept {
    epoll_event event{};
    if ((wanted & readiness::read) != readiness::none) event.events |= EPOLLIN;
    if ((wanted & readiness::write) != readiness::none) event.events |= EPOLLOUT;
    event.data.fd = descriptor;
    return ::epoll_ctl(epoll_, what, descriptor, &event) == 0;
}

}  // namespace vinyl::io
