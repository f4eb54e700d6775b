// A mutex whose lock and unlock are one instruction each as long as nobody waits, where the library's are function calls
// of thirty. For what every query passes through.
#pragma once

#include <vinyl/base/config.hpp>

#include <atomic>

namespace vinyl::detail {

/// As std::mutex, to be held for moments only. The three states are those of Ulrich Drepper's "Futexes Are Tricky".
/// Thread safety: shared objects are safe.
class light_mutex {
public:
    constexpr light_mutex() noexcept = default;
    light_mutex(const light_mutex&) = delete;
    light_mutex& operator=(const light_mutex&) = delete;

    VINYL_HOT void lock() noexcept {
        int expected = open;
        if (!state_.compare_exchange_strong(expected, locked, std::memory_order_acquire, std::memory_order_relaxed))
            wait_and_lock();
    }

    VINYL_HOT void unlock() noexcept {
        if (state_.exchange(open, std::memory_order_release) == awaited) wake_one();
    }

private:
    enum : int { open, locked, awaited };

    [[gnu::noinline, gnu::cold]] void wait_and_lock() noexcept {
        // whoever got here may not be the last one who waits, so it is unlocked as if another one did
        while (state_.exchange(awaited, std::memory_order_acquire) != open)
            state_.wait(awaited, std::memory_order_relaxed);
    }
    [[gnu::noinline, gnu::cold]] void wake_one() noexcept { state_.notify_one(); }

    std::atomic<int> state_ = open;
};

}  // namespace vinyl::detail
