// A point in time until which an operation may take. Only the steady clock: a wall clock that is set back or
// forth must neither end an operation early nor keep it waiting.
#pragma once

#include <chrono>
#include <compare>

namespace vinyl::io {

/// A moment on the steady clock, or never, or one that will be known when the work begins. Cheap to copy.
/// Thread safety: a plain value.
class deadline {
public:
    using clock = std::chrono::steady_clock;

    /// Never.
    constexpr deadline() noexcept = default;

    [[nodiscard]] static constexpr deadline never() noexcept { return {}; }

    [[nodiscard]] static constexpr deadline at(clock::time_point moment) noexcept {
        deadline result;
        result.moment_ = moment;
        return result;
    }

    /// That long from now. A duration beyond the clock's range means never; zero or less means at once.
    template <class Rep, class Period>
    [[nodiscard]] static deadline after(std::chrono::duration<Rep, Period> duration) {
        const clock::time_point now = clock::now();
        const auto seconds_left = std::chrono::duration<double>(clock::time_point::max() - now);
        if (std::chrono::duration<double>(duration) >= seconds_left) return never();
        deadline result = at(now + std::chrono::ceil<clock::duration>(duration));
        result.allowed_ = result.moment_ - now;
        return result;
    }

    /// That long from when the work begins. Until somebody calls begun() at that moment it counts as never.
    template <class Rep, class Period>
    [[nodiscard]] static constexpr deadline once_begun(std::chrono::duration<Rep, Period> duration) {
        deadline result;
        if (std::chrono::duration<double>(duration) >= std::chrono::duration<double>(clock::duration::max()))
            return result;
        result.allowed_ = std::chrono::ceil<clock::duration>(duration);
        result.awaits_begin_ = true;
        return result;
    }

    /// Whether it was made by once_begun(), and nobody has begun.
    [[nodiscard]] constexpr bool awaits_begin() const noexcept { return awaits_begin_; }

    /// To be called when the work begins: the moment, if it depends on that, else the deadline itself.
    [[nodiscard]] deadline begun() const { return awaits_begin_ ? after(allowed_) : *this; }

    [[nodiscard]] constexpr bool is_never() const noexcept { return moment_ == clock::time_point::max(); }
    [[nodiscard]] constexpr clock::time_point moment() const noexcept { return moment_; }
    [[nodiscard]] bool expired() const noexcept { return !is_never() && clock::now() >= moment_; }

    /// What is left; zero when expired, clock::duration::max() when never.
    [[nodiscard]] clock::duration remaining() const noexcept {
        if (is_never()) return clock::duration::max();
        const clock::time_point now = clock::now();
        return now >= moment_ ? clock::duration::zero() : moment_ - now;
    }

    /// How long after() or once_begun() was told to allow, for messages; zero if the deadline was not made by it.
    [[nodiscard]] constexpr clock::duration allowed() const noexcept { return allowed_; }

    /// The earlier one compares less.
    [[nodiscard]] constexpr auto operator<=>(const deadline& other) const noexcept { return moment_ <=> other.moment_; }
    [[nodiscard]] constexpr bool operator==(const deadline& other) const noexcept { return moment_ == other.moment_; }

private:
    clock::time_point moment_ = clock::time_point::max();
    clock::duration allowed_{};
    bool awaits_begin_ = false;
};

}  // namespace vinyl::io
