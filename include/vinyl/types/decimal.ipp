// Decimals and text, doubles and integers; making one of base-10000 digits, and rounding.
#pragma once

#include <vinyl/types/bad_value.hpp>
#include <vinyl/types/decimal.hpp>
#include <vinyl/types/group_buffer.hpp>
#include <vinyl/types/groups_to_double.hpp>

#include <algorithm>
#include <charconv>
#include <limits>

namespace vinyl {
namespace detail {

VINYL_DECL decimal decimal_access::make(bool negative, int weight, const std::uint16_t* groups, std::size_t size,
                                        int scale) {
    while (size > 0 && *groups == 0) {
        ++groups;
        --size;
        --weight;
    }
    while (size > 0 && groups[size - 1] == 0) --size;
    if (scale > decimal_limits::greatest_scale || (size > 0 && weight > decimal_limits::greatest_weight))
        throw_bad_value("decimal", "out of the range of numeric");

    decimal result;
    result.scale_ = static_cast<std::uint16_t>(scale);
    if (size == 0) return result;
    result.kind_ = negative ? kind::negative : kind::positive;
    result.weight_ = static_cast<std::int16_t>(weight);
    std::uint16_t* target = result.inline_;
    if (size > inline_capacity) target = result.heap_ = new std::uint16_t[size];
    result.size_ = static_cast<std::uint16_t>(size);
    std::copy_n(groups, size, target);
    return result;
}

VINYL_DECL decimal decimal_access::make_rounded(bool negative, int weight, group_buffer& groups, int scale, bool cut) {
    constexpr int powers[] = {1, 10, 100, 1000};
    const int kept_scale = std::max(scale, 0);

    // the group in which the last kept digit stands, and how many of its digits are dropped
    const int last_exponent = floor_divide(-scale, decimal_limits::group_digits);
    const int dropped = -scale - last_exponent * decimal_limits::group_digits;
    const int last = weight - last_exponent;
    if (last >= static_cast<int>(groups.size()))
        return make(negative, weight, groups.data(), groups.size(), kept_scale);
    if (last < 0) return make(false, 0, nullptr, 0, kept_scale);

    bool up = false;
    if (dropped > 0) {
        const int rest = groups[last] % powers[dropped];
        groups[last] = static_cast<std::uint16_t>(groups[last] - rest);
        up = rest >= powers[dropped] / 2;
    } else if (last + 1 < static_cast<int>(groups.size())) {
        up = groups[last + 1] >= decimal_limits::base / 2;
    }
    if (up && !cut) {
        int carry = powers[dropped];
        for (int i = last; carry != 0 && i >= 0; --i) {
            const int sum = groups[i] + carry;
            carry = sum >= decimal_limits::base ? 1 : 0;
            groups[i] = static_cast<std::uint16_t>(sum - carry * decimal_limits::base);
        }
    }
    return make(negative, weight, groups.data(), static_cast<std::size_t>(last) + 1, kept_scale);
}

/// One of the words for what is no number; false when `text` is none.
[[nodiscard]] inline bool same_word(std::string_view text, std::string_view lower_case) noexcept {
    return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

/// The exponent behind "e". What is beyond all limits anyway is cut to a value that is still beyond them.
[[nodiscard]] inline int read_exponent(std::string_view text, std::string_view whole) {
    constexpr int beyond = 1'000'000;
    const bool negative = !text.empty() && text.front() == '-';
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    if (text.empty()) throw_bad_text("decimal", whole, "a number");
    int exponent = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') throw_bad_text("decimal", whole, "a number");
        exponent = std::min(exponent * 10 + (c - '0'), beyond);
    }
    return negative ? -exponent : exponent;
}

[[nodiscard]] inline decimal read_decimal(std::string_view text) {
    constexpr std::string_view expected = "a number such as 12.50, 1.5e3, NaN or Infinity";
    constexpr int powers[] = {1, 10, 100, 1000};
    constexpr std::size_t longest = 1'000'000;

    std::string_view rest = text;
    const bool negative = !rest.empty() && rest.front() == '-';
    if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) rest.remove_prefix(1);
    if (same_word(rest, "infinity") || same_word(rest, "inf"))
        return decimal_access::special(negative ? decimal_access::kind::minus_infinity
                                                : decimal_access::kind::infinity);
    if (same_word(text, "nan")) return decimal::nan();
    if (text.size() > longest) throw_bad_value("decimal", "out of the range of numeric");

    const auto skip_digits = [&](std::size_t from) {
        while (from < rest.size() && rest[from] >= '0' && rest[from] <= '9') ++from;
        return from;
    };
    const std::size_t whole_end = skip_digits(0);
    const bool has_point = whole_end < rest.size() && rest[whole_end] == '.';
    const std::size_t end = has_point ? skip_digits(whole_end + 1) : whole_end;
    const std::string_view whole = rest.substr(0, whole_end);
    const std::string_view fraction = has_point ? rest.substr(whole_end + 1, end - whole_end - 1) : std::string_view();
    if (whole.empty() && fraction.empty()) throw_bad_text("decimal", text, expected);
    int exponent = 0;
    if (end < rest.size()) {
        if (rest[end] != 'e' && rest[end] != 'E') throw_bad_text("decimal", text, expected);
        exponent = read_exponent(rest.substr(end + 1), text);
    }

    const int scale = std::max(0, static_cast<int>(fraction.size()) - exponent);
    if (scale > decimal_limits::greatest_scale) throw_bad_value("decimal", "more than 16383 digits after the point");

    // the first digit counts 10^(point - 1), the next one 10^(point - 2), ...
    int point = static_cast<int>(whole.size()) + exponent;
    std::size_t zeros = 0;
    const std::size_t count = whole.size() + fraction.size();
    const auto digit = [&](std::size_t i) { return (i < whole.size() ? whole[i] : fraction[i - whole.size()]) - '0'; };
    while (zeros < count && digit(zeros) == 0) ++zeros;
    point -= static_cast<int>(zeros);
    if (zeros == count) return decimal_access::make(false, 0, nullptr, 0, scale);

    const int weight = floor_divide(point - 1, decimal_limits::group_digits);
    const int last_exponent = floor_divide(point - static_cast<int>(count - zeros), decimal_limits::group_digits);
    group_buffer groups(static_cast<std::size_t>(weight - last_exponent) + 1);
    for (std::size_t i = zeros; i < count; ++i) {
        const int ten = point - 1 - static_cast<int>(i - zeros);
        const int group = floor_divide(ten, decimal_limits::group_digits);
        auto& place = groups[static_cast<std::size_t>(weight - group)];
        place = static_cast<std::uint16_t>(place + digit(i) * powers[ten - group * decimal_limits::group_digits]);
    }
    return decimal_access::make(negative, weight, groups.data(), groups.size(), scale);
}

template <class Floating>
[[nodiscard]] decimal read_floating(Floating value) {
    char text[64];
    const char* end = std::to_chars(text, text + sizeof text, value).ptr;
    return read_decimal({text, static_cast<std::size_t>(end - text)});
}

}  // namespace detail

VINYL_DECL decimal::decimal(std::string_view text) : decimal(detail::read_decimal(text)) {}
VINYL_DECL decimal::decimal(double value) : decimal(value != value ? nan() : detail::read_floating(value)) {}
VINYL_DECL decimal::decimal(float value) : decimal(value != value ? nan() : detail::read_floating(value)) {}

VINYL_DECL std::string decimal::to_string() const {
    switch (kind_) {
        case kind::nan: return "NaN";
        case kind::infinity: return "Infinity";
        case kind::minus_infinity: return "-Infinity";
        default: break;
    }
    const auto append_group = [](std::string& out, unsigned group) {
        const char digits[] = {static_cast<char>('0' + group / 1000), static_cast<char>('0' + group / 100 % 10),
                               static_cast<char>('0' + group / 10 % 10), static_cast<char>('0' + group % 10)};
        out.append(digits, sizeof digits);
    };

    std::string out;
    if (kind_ == kind::negative) out.push_back('-');
    if (weight_ < 0 || size_ == 0) {
        out.push_back('0');
    } else {
        out.append(std::to_string(groups()[0]));
        for (int exponent = weight_ - 1; exponent >= 0; --exponent)
            append_group(out, detail::decimal_access::group_at(*this, exponent));
    }
    if (scale_ == 0) return out;

    out.push_back('.');
    const std::size_t length = out.size() + scale_;
    for (int exponent = -1; out.size() < length; --exponent)
        append_group(out, detail::decimal_access::group_at(*this, exponent));
    out.resize(length);
    return out;
}

VINYL_DECL double decimal::to_double() const {
    switch (kind_) {
        case kind::nan: return std::numeric_limits<double>::quiet_NaN();
        case kind::infinity: return std::numeric_limits<double>::infinity();
        case kind::minus_infinity: return -std::numeric_limits<double>::infinity();
        default: return detail::groups_to_double(kind_ == kind::negative, weight_, groups(), size_);
    }
}

VINYL_DECL std::int64_t decimal::to_int64() const {
    const decimal whole = round(0);
    if (!whole.is_finite() || whole.weight_ > 4) detail::throw_bad_value("decimal", "it does not fit a bigint");
    std::int64_t value = 0;
    for (int exponent = whole.weight_; exponent >= 0; --exponent) {
        const auto group = static_cast<std::int64_t>(detail::decimal_access::group_at(whole, exponent));
        if (__builtin_mul_overflow(value, std::int64_t{10000}, &value) ||
            __builtin_add_overflow(value, whole.kind_ == kind::negative ? -group : group, &value))
            detail::throw_bad_value("decimal", "it does not fit a bigint");
    }
    return value;
}

namespace detail {

[[nodiscard]] inline decimal rounded(const decimal& value, int digits, bool cut) {
    if (!value.is_finite()) return value;
    if (digits > decimal_limits::greatest_scale) digits = decimal_limits::greatest_scale;
    if (digits < -decimal_limits::group_digits * (decimal_limits::greatest_weight + 2)) return decimal(0);
    group_buffer groups(decimal_access::size(value) + 1);
    std::copy_n(decimal_access::groups(value), decimal_access::size(value), groups.data() + 1);
    return decimal_access::make_rounded(value.sign() < 0, decimal_access::weight(value) + 1, groups, digits, cut);
}

}  // namespace detail

VINYL_DECL decimal decimal::round(int digits) const { return detail::rounded(*this, digits, false); }
VINYL_DECL decimal decimal::trunc(int digits) const { return detail::rounded(*this, digits, true); }

VINYL_DECL decimal decimal::floor() const {
    const decimal whole = trunc(0);
    return sign() < 0 && whole != *this ? whole - 1 : whole;
}

VINYL_DECL decimal decimal::ceil() const {
    const decimal whole = trunc(0);
    return sign() > 0 && whole != *this ? whole + 1 : whole;
}

VINYL_DECL decimal decimal::abs() const { return sign() < 0 ? negated() : *this; }

VINYL_DECL decimal decimal::negated() const {
    decimal result(*this);
    switch (kind_) {
        case kind::negative: result.kind_ = kind::positive; break;
        case kind::positive: result.kind_ = size_ == 0 ? kind::positive : kind::negative; break;
        case kind::infinity: result.kind_ = kind::minus_infinity; break;
        case kind::minus_infinity: result.kind_ = kind::infinity; break;
        case kind::nan: break;
    }
    return result;
}

VINYL_DECL std::size_t decimal::hash() const noexcept {
    std::uint64_t state = 0xcbf29ce484222325U ^ static_cast<std::uint64_t>(kind_);  // FNV-1a over the groups
    const auto mix = [&](std::uint64_t part) { state = (state ^ part) * 0x100000001b3U; };
    mix(static_cast<std::uint16_t>(weight_));
    for (unsigned i = 0; i < size_; ++i) mix(groups()[i]);
    return static_cast<std::size_t>(state);
}

}  // namespace vinyl
