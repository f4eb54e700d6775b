// How a thread waits for a socket, and beside it for a timer.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/io/readiness.hpp>

namespace vinyl::io {

/// A thread's wait for two descriptors, neither of which it owns. The first wait is made by poll(2), later ones by epoll(7),
/// which keeps what it is to wait for: that a query with a deadline need not say it each time saves a fourteenth of its CPU.
/// Where no descriptor is to be had for that, or epoll can not watch the socket, poll(2) serves. A socket that is closed
/// meanwhile wakes nobody.
/// Thread safety: none; forget() before the socket's number may have become another socket's.
class poller {
public:
    poller() noexcept = default;
    poller(const poller&) = delete;
    poller& operator=(const poller&) = delete;
    ~poller() { forget(); }

    struct outcome {
        int error = 0;  ///< errno, if it failed
        readiness socket = readiness::none;
        bool timer = false;
    };

    /// @param timer        a descriptor that becomes readable, or negative
    /// @param milliseconds at most; negative: without end
    [[nodiscard]] outcome wait(int socket, readiness wanted, int timer, int milliseconds) noexcept;

    void forget() noexcept;

private:
    void begin(int socket) noexcept;
    [[nodiscard]] bool watches(readiness wanted, int timer) noexcept;
    [[nodiscard]] bool control(int what, int descriptor, readiness wanted) const noexcept;

    int epoll_ = -1;
    int socket_ = -1;
    int timer_ = -1;  // that epoll watches
    readiness asked_ = readiness::none;
    bool has_waited_ = false;
};

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/poller.ipp>
#endif
