// Random numbers, by getentropy(3).
#pragma once

#include <vinyl/base/random.hpp>

#include <unistd.h>
#include <cerrno>
#include <system_error>

namespace vinyl::detail {

VINYL_DECL std::uint64_t random_bits() {
    std::uint64_t bits = 0;
    if (::getentropy(&bits, sizeof bits) != 0)
        throw std::system_error(errno, std::generic_category(), "vinyl: no random numbers");
    return bits;
}

VINYL_DECL double random_fraction() {
    constexpr int digits = std::numeric_limits<double>::digits;
    return static_cast<double>(random_bits() >> (64 - digits)) / static_cast<double>(std::uint64_t{1} << digits);
}

}  // namespace vinyl::detail
