// A one-shot event: something happened, and whoever waits for it, thread or coroutine, goes on.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>

#include <condition_variable>
#include <mutex>

namespace vinyl::io {

/// Set once, from any thread, and then set for good. No wake-up is lost: a wait that begins after set()
/// returns at once, and one that ran into its deadline or was cancelled leaves nothing behind.
///
/// Object lifetimes: the event must live until every wait() for it has completed; it may be destroyed as soon
/// as they have, even while set() is just returning on another thread.
/// Thread safety: shared objects are safe.
class event {
public:
    event() = default;
    event(const event&) = delete;
    event& operator=(const event&) = delete;

    /// Wakes all who wait. Runs no code of theirs: coroutines are resumed by their executors.
    void set() noexcept;

    [[nodiscard]] bool is_set() const noexcept;

    /// Blocks the calling thread, in whatever mode. True when the event was set, false at the deadline.
    [[nodiscard]] bool block_until(deadline until);

private:
    friend dual<bool> wait(event& what, deadline until);

    class place;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    place* waiting_ = nullptr;
    bool set_ = false;
};

/// Waits until the event is set. Returns true when it was, false at the deadline.
/// Errors: in async mode, vinyl::cancelled when the wait was cancelled.
/// Object lifetimes: the event must outlive the wait.
dual<bool> wait(event& what, deadline until = deadline::never());

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/event.ipp>
#endif
