// Body of groups_to_double.
#pragma once

#include <vinyl/types/groups_to_double.hpp>
#include <vinyl/types/parse_double.hpp>

#include <charconv>
#include <limits>
#include <system_error>

namespace vinyl::detail {

VINYL_DECL double groups_to_double(bool negative, int weight, const std::uint16_t* groups, std::size_t size) {
    // 200 groups are 800 digits: no double lies, nor do two doubles meet, so close to a number that later digits matter
    constexpr std::size_t longest = 200;
    const std::size_t used = size < longest ? size : longest;
    const int exponent = 4 * (weight + 1 - static_cast<int>(used));

    // up to 2^53 and 10^22 both factors are exact, so there is only one rounding
    constexpr double powers[] = {1e0, 1e4, 1e8, 1e12, 1e16, 1e20};
    if (used <= 3 && exponent >= -20 && exponent <= 20) {
        double value = 0;
        for (std::size_t i = 0; i < used; ++i) value = value * 10000 + groups[i];
        value = exponent < 0 ? value / powers[-exponent / 4] : value * powers[exponent / 4];
        return negative ? -value : value;
    }

    char text[4 * longest + 32];
    char* end = text;
    if (negative) *end++ = '-';
    *end++ = '0';
    for (std::size_t i = 0; i < used; ++i) {
        const unsigned group = groups[i];
        *end++ = static_cast<char>('0' + group / 1000);
        *end++ = static_cast<char>('0' + group / 100 % 10);
        *end++ = static_cast<char>('0' + group / 10 % 10);
        *end++ = static_cast<char>('0' + group % 10);
    }
    *end++ = 'e';
    end = std::to_chars(end, text + sizeof text, exponent).ptr;

    double value = 0;
    if (parse_double(text, end, value) == std::errc::result_out_of_range) {
        value = weight < 0 ? 0 : std::numeric_limits<double>::infinity();
        return negative ? -value : value;
    }
    return value;
}

}  // namespace vinyl::detail
