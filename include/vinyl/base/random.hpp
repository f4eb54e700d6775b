// Random numbers for names and waiting times. <random> would take longer to compile than all that uses them.
#pragma once

#include <vinyl/base/config.hpp>

#include <cstdint>
#include <limits>

namespace vinyl::detail {

/// From the operating system. Throws std::system_error when it has none.
[[nodiscard]] std::uint64_t random_bits();

/// A number in [0, 1).
[[nodiscard]] double random_fraction();

/// For std::shuffle.
struct random_source {
    using result_type = std::uint64_t;
    static constexpr result_type min() noexcept { return 0; }
    static constexpr result_type max() noexcept { return std::numeric_limits<result_type>::max(); }
    result_type operator()() const { return random_bits(); }
};

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/base/random.ipp>
#endif
