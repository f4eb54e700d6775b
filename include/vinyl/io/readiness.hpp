// What a socket may be ready for.
#pragma once

namespace vinyl::io {

/// What a wait is for, and what it found.
enum class readiness : unsigned { none = 0, read = 1, write = 2, read_or_write = 3 };

[[nodiscard]] constexpr readiness operator|(readiness a, readiness b) noexcept {
    return static_cast<readiness>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr readiness operator&(readiness a, readiness b) noexcept {
    return static_cast<readiness>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}

}  // namespace vinyl::io
