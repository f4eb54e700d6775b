// A mutex for tasks and threads alike, with a deadline. It goes round in the order in which they came.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/io/operation.hpp>

#include <atomic>
#include <mutex>

namespace vinyl::db {

/// Not recursive. Thread safety: shared objects are safe.
class fair_mutex {
public:
    fair_mutex() = default;
    fair_mutex(const fair_mutex&) = delete;
    fair_mutex& operator=(const fair_mutex&) = delete;

    /// Waits for its turn; whoever has it must unlock(). False at the deadline.
    /// Errors: vinyl::cancelled when cancelled, and then it is not locked.
    [[nodiscard]] dual<bool> lock(io::deadline until);
    /// The same as an io::operation.
    class locking;

    void unlock() noexcept;

    /// Whether somebody has it, or will at once, because it waits.
    [[nodiscard]] bool locked() const noexcept { return locked_; }

private:
    /// One who waits. Lives in its operation.
    struct waiter {
        explicit waiter(fair_mutex& at) noexcept : at_(at) {}
        waiter(const waiter&) = delete;
        waiter& operator=(const waiter&) = delete;
        ~waiter();

        fair_mutex& at_;
        io::event turn;
        waiter* next = nullptr;
        bool queued = false;
        bool has_lock = false;
    };

    [[nodiscard]] bool try_lock();
    bool lock_or_queue(waiter& who);
    bool settle(waiter& who) noexcept;
    void remove(waiter& who) noexcept;
    void hand_over() noexcept;

    std::mutex mutex_;
    std::atomic<bool> locked_ = false;  // changes under the lock
    waiter* first_ = nullptr;
    waiter* last_ = nullptr;
};

class fair_mutex::locking {
public:
    using value_type = bool;

    locking(fair_mutex& what, io::deadline until) noexcept : me_(what), until_(until) {}

    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] static bool withdraw() noexcept { return false; }
    /// False at the deadline. True: the mutex is the caller's.
    [[nodiscard]] bool take() noexcept;

private:
    waiter me_;
    io::deadline until_;
    bool begun_ = false;
};

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/fair_mutex.ipp>
#endif
