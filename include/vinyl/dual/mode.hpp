// The flag that decides what a terminal operation gives: a plain value (sync) or something to await (async).
#pragma once

#include <vinyl/dual/context.hpp>

#include <atomic>
#include <optional>

namespace vinyl {

namespace detail {
VINYL_SHARED_STATE inline constinit std::atomic<bool> process_is_async{false};

constexpr mode to_mode(bool async) noexcept { return async ? mode::async : mode::sync; }
}  // namespace detail

struct this_thread_t {
    explicit this_thread_t() = default;
};
/// Names the calling thread in set_async(true, this_thread).
inline constexpr this_thread_t this_thread{};

/// The mode in which an operation called here and now would work. Innermost wins: an async_scope or spawned
/// coroutine, then the thread's own setting, then the process's.
[[nodiscard]] inline bool is_async() noexcept {
    const detail::thread_state& state = detail::this_thread_state;
    if (state.scoped != detail::mode::unset) return state.scoped == detail::mode::async;
    if (state.of_thread != detail::mode::unset) return state.of_thread == detail::mode::async;
    return detail::process_is_async.load(std::memory_order_relaxed);
}

/// Sets the process's default mode (initially sync). Thread safety: any thread, at any time; operations already made
/// keep the mode they were made in.
inline void set_async(bool async) noexcept { detail::process_is_async.store(async, std::memory_order_relaxed); }

/// Sets the mode of the calling thread; std::nullopt makes it follow the process again.
inline void set_async(std::optional<bool> async, this_thread_t) noexcept {
    detail::this_thread_state.of_thread = async ? detail::to_mode(*async) : detail::mode::unset;
}

/// Fixes the mode until the end of the scope: `{ vinyl::async_scope scope(false); ... }`. In a dual coroutine it follows
/// the coroutine over its suspensions; in other coroutines do not hold one across a co_await that suspends, because the
/// thread goes on to others.
class async_scope {
public:
    explicit async_scope(bool async) noexcept
        : outer_(std::exchange(detail::this_thread_state.scoped, detail::to_mode(async))) {}
    async_scope(const async_scope&) = delete;
    async_scope& operator=(const async_scope&) = delete;
    ~async_scope() { detail::this_thread_state.scoped = outer_; }

private:
    detail::mode outer_;
};

}  // namespace vinyl
