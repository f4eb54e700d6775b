// Lets one operation in at a time, in the order in which they came.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/event.hpp>

#include <atomic>
#include <mutex>

namespace vinyl::db {

/// Not recursive. Thread safety: shared objects are safe.
class turnstile {
public:
    turnstile() = default;
    turnstile(const turnstile&) = delete;
    turnstile& operator=(const turnstile&) = delete;

    /// Waits for its turn; whoever got in must leave(). False at the deadline.
    /// Errors: vinyl::cancelled when cancelled, and then it is not in.
    [[nodiscard]] dual<bool> enter(io::deadline until);

    void leave() noexcept;

    /// Whether somebody is in, or will be at once, because it waits.
    [[nodiscard]] bool taken() const noexcept { return taken_; }

private:
    /// One who waits. Lives in the frame of enter_slowly.
    struct visitor {
        explicit visitor(turnstile& at) noexcept : at_(at) {}
        visitor(const visitor&) = delete;
        visitor& operator=(const visitor&) = delete;
        ~visitor();

        turnstile& at_;
        io::event turn;
        visitor* next = nullptr;
        bool queued = false;
        bool admitted = false;
    };

    dual<bool> enter_slowly(io::deadline until);
    bool admit_or_queue(visitor& who);
    bool settle(visitor& who) noexcept;
    void remove(visitor& who) noexcept;
    void admit_next() noexcept;

    std::mutex mutex_;
    std::atomic<bool> taken_ = false;  // changes under the lock
    visitor* first_ = nullptr;
    visitor* last_ = nullptr;
};

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/turnstile.ipp>
#endif
