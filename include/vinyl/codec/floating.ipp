// From numeric's base-10000 digits to the nearest double.
#pragma once

#include <vinyl/codec/floating.hpp>

#include <charconv>
#include <limits>
#include <system_error>

namespace vinyl::detail {

VINYL_DECL double numeric_to_double(std::string_view bytes) {
    constexpr std::string_view type = "numeric";
    // beyond this many base-10000 digits the rest can not move the nearest double, except for exact ties
    constexpr unsigned longest = 200;

    byte_reader reader(bytes, type);
    const unsigned count = reader.read<std::uint16_t>();
    const int weight = reader.read<std::int16_t>();
    const unsigned sign = reader.read<std::uint16_t>();
    static_cast<void>(reader.read<std::uint16_t>());  // the display scale does not change the value
    if (reader.remaining() != count * 2) reader.fail("its length does not fit its number of digits");

    switch (sign) {
        case 0x0000:
        case 0x4000: break;
        case 0xC000: return std::numeric_limits<double>::quiet_NaN();
        case 0xD000: return std::numeric_limits<double>::infinity();
        case 0xF000: return -std::numeric_limits<double>::infinity();
        default: reader.fail("unknown sign");
    }

    char text[1 + 4 * longest + 16];
    char* end = text;
    if (sign == 0x4000) *end++ = '-';
    *end++ = '0';
    for (unsigned i = 0; i < count; ++i) {
        const unsigned digit = reader.read<std::uint16_t>();
        if (digit > 9999) reader.fail("a digit is out of range");
        if (i >= longest) continue;
        *end++ = static_cast<char>('0' + digit / 1000);
        *end++ = static_cast<char>('0' + digit / 100 % 10);
        *end++ = static_cast<char>('0' + digit / 10 % 10);
        *end++ = static_cast<char>('0' + digit % 10);
    }
    const int used = static_cast<int>(count < longest ? count : longest);
    *end++ = 'e';
    end = std::to_chars(end, text + sizeof text, 4 * (weight + 1 - used)).ptr;

    double value = 0;
    const auto [rest, problem] = std::from_chars(text, end, value);
    if (problem == std::errc::result_out_of_range) {
        // the server would refuse such a cast; a value that is too small is zero, one that is too large an error
        if (weight < 0) return sign == 0x4000 ? -0.0 : 0.0;
        reader.fail("the value is too large for a double; read it as vinyl::decimal");
    }
    return value;
}

}  // namespace vinyl::detail
