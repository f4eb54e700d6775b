// The nearest double to a number in base-10000 digits, for decimals and for numeric columns that are read as double.
#pragma once

#include <vinyl/base/config.hpp>

#include <cstddef>
#include <cstdint>

namespace vinyl::detail {

/// The nearest double to the sum of groups[i] * 10000^(weight - i): zero when that is too small for a double, an
/// infinity when it is too large. All groups must be below 10000.
[[nodiscard]] double groups_to_double(bool negative, int weight, const std::uint16_t* groups, std::size_t size);

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/types/groups_to_double.ipp>
#endif
