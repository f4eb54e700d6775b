// From numeric's base-10000 digits to the nearest double.
#pragma once

#include <vinyl/codec/floating.hpp>
#include <vinyl/types/groups_to_double.hpp>

#include <limits>

namespace vinyl::detail {

VINYL_DECL double numeric_to_double(std::string_view bytes) {
    byte_reader reader(bytes, "numeric");
    const std::size_t size = reader.read<std::uint16_t>();
    const int weight = reader.read<std::int16_t>();
    const unsigned sign = reader.read<std::uint16_t>();
    static_cast<void>(reader.read<std::uint16_t>());  // the display scale does not change the value
    if (reader.remaining() != size * 2) reader.fail("its length does not fit its number of digits");

    switch (sign) {
        case 0x0000:
        case 0x4000: break;
        case 0xC000: return std::numeric_limits<double>::quiet_NaN();
        case 0xD000: return std::numeric_limits<double>::infinity();
        case 0xF000: return -std::numeric_limits<double>::infinity();
        default: reader.fail("unknown sign");
    }

    constexpr std::size_t longest = 200;  // as many as groups_to_double() looks at
    std::uint16_t groups[longest];
    for (std::size_t i = 0; i < size; ++i) {
        const auto group = reader.read<std::uint16_t>();
        if (group > 9999) reader.fail("a digit is out of range");
        if (i < longest) groups[i] = group;
    }
    const double value = groups_to_double(sign == 0x4000, weight, groups, size < longest ? size : longest);
    if (value - value != 0) reader.fail("it is too large for a double; read it as vinyl::decimal");
    return value;
}

}  // namespace vinyl::detail
