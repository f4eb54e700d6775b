// Bodies of numeric's codec.
#pragma once

#include <vinyl/codec/decimal.hpp>
#include <vinyl/types/group_buffer.hpp>

#include <algorithm>

namespace vinyl::detail {

enum numeric_sign : std::uint16_t {
    numeric_positive = 0x0000,
    numeric_negative = 0x4000,
    numeric_nan = 0xC000,
    numeric_infinity = 0xD000,
    numeric_minus_infinity = 0xF000
};

VINYL_DECL void encode_numeric(const decimal& value, std::string& out) {
    using kind = decimal_access::kind;
    numeric_sign sign = numeric_positive;
    switch (decimal_access::kind_of(value)) {
        case kind::positive: break;
        case kind::negative: sign = numeric_negative; break;
        case kind::nan: sign = numeric_nan; break;
        case kind::infinity: sign = numeric_infinity; break;
        case kind::minus_infinity: sign = numeric_minus_infinity; break;
    }
    const unsigned size = decimal_access::size(value);
    const std::size_t start = out.size();
    out.resize(start + 8 + 2 * size);
    char* to = out.data() + start;
    store(to, static_cast<std::uint16_t>(size));
    store(to + 2, static_cast<std::int16_t>(decimal_access::weight(value)));
    store(to + 4, static_cast<std::uint16_t>(sign));
    store(to + 6, static_cast<std::uint16_t>(value.scale()));
    for (unsigned i = 0; i < size; ++i) store(to + 8 + 2 * i, decimal_access::groups(value)[i]);
}

/// Reads what nearly all numbers are: finite, short, and with their digits as decimal keeps them. False when they are
/// not, or malformed; then `value` holds nothing of use.
[[nodiscard]] inline bool decode_plain_numeric(std::string_view bytes, decimal& value) noexcept {
    if (bytes.size() < 10) return false;
    const auto header = load<std::uint64_t>(bytes.data());
    const auto size = static_cast<unsigned>(header >> 48U);
    const int weight = static_cast<std::int16_t>(header >> 32U);
    const unsigned sign = static_cast<std::uint16_t>(header >> 16U);
    const int scale = static_cast<std::uint16_t>(header);
    if (bytes.size() != 8 + 2 * size || size > decimal_access::inline_capacity) return false;
    if ((sign | numeric_negative) != numeric_negative || scale > decimal_limits::greatest_scale) return false;

    std::uint16_t* const groups = decimal_access::begin_inline(value, sign == numeric_negative, weight, size, scale);
    unsigned greatest = 0, group = 0;
    for (unsigned i = 0; i < size; ++i) {
        group = load<std::uint16_t>(bytes.data() + 8 + 2 * i);
        groups[i] = static_cast<std::uint16_t>(group);
        greatest = std::max(greatest, group);
    }
    if (greatest >= decimal_limits::base || groups[0] == 0 || group == 0) return false;
    const int beyond_scale = 4 * (static_cast<int>(size) - 1 - weight) - scale;  // how many of the last digits are
    if (beyond_scale <= 0) return true;
    if (beyond_scale == 2) return group % 100 == 0;  // prices
    return (beyond_scale == 1 && group % 10 == 0) || (beyond_scale == 3 && group % 1000 == 0);
}

[[nodiscard]] inline decimal decode_any_numeric(std::string_view bytes) {
    constexpr std::string_view type = "numeric";
    if (bytes.size() < 8) throw_malformed(type, "it ends too early", bytes.size());
    const std::size_t size = load<std::uint16_t>(bytes.data());
    const int weight = load<std::int16_t>(bytes.data() + 2);
    const auto sign = load<std::uint16_t>(bytes.data() + 4);
    const int scale = load<std::uint16_t>(bytes.data() + 6);
    if (bytes.size() != 8 + 2 * size) throw_malformed(type, "its length does not fit its digits", bytes.size());

    switch (sign) {
        case numeric_positive:
        case numeric_negative: break;
        case numeric_nan: return decimal::nan();
        case numeric_infinity: return decimal::infinity();
        case numeric_minus_infinity: return decimal_access::special(decimal_access::kind::minus_infinity);
        default: throw_malformed(type, "unknown sign", bytes.size());
    }
    if (scale > decimal_limits::greatest_scale) throw_malformed(type, "its scale is out of range", bytes.size());

    // one zero in front is what rounding needs
    group_buffer groups(size + 1);
    std::uint16_t* to = groups.data() + 1;
    unsigned greatest = 0;
    for (std::size_t i = 0; i < size; ++i) {
        to[i] = load<std::uint16_t>(bytes.data() + 8 + 2 * i);
        greatest = std::max<unsigned>(greatest, to[i]);
    }
    if (greatest >= decimal_limits::base) throw_malformed(type, "a digit is out of range", bytes.size());

    // digits beyond the scale do not come from a server, which cuts them off when it receives such a value; so do we
    constexpr int powers[] = {1, 10, 100, 1000};
    const int beyond_scale = 4 * (static_cast<int>(size) - 1 - weight) - scale;
    if (size > 0 && beyond_scale > 0 && (beyond_scale > 3 || to[size - 1] % powers[beyond_scale] != 0))
        return decimal_access::make_rounded(sign == numeric_negative, weight + 1, groups, scale, true);
    return decimal_access::make(sign == numeric_negative, weight, to, size, scale);
}

VINYL_DECL decimal decode_numeric(std::string_view bytes) {
    decimal value;
    if (!decode_plain_numeric(bytes, value)) [[unlikely]]
        value = decode_any_numeric(bytes);
    return value;
}

}  // namespace vinyl::detail
