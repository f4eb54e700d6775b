// Comparison and the four operations on decimals: the methods one learns at school, in base 10000.
// The scales of results follow PostgreSQL's src/backend/utils/adt/numeric.c.
#pragma once

#include <vinyl/types/bad_value.hpp>
#include <vinyl/types/decimal.hpp>
#include <vinyl/types/group_buffer.hpp>

#include <algorithm>

namespace vinyl {
namespace detail {

[[nodiscard]] inline int compare_magnitude(const decimal& a, const decimal& b) noexcept {
    using access = decimal_access;
    const unsigned size_a = access::size(a);
    const unsigned size_b = access::size(b);
    if (size_a == 0 || size_b == 0) return static_cast<int>(size_a != 0) - static_cast<int>(size_b != 0);
    if (access::weight(a) != access::weight(b)) return access::weight(a) < access::weight(b) ? -1 : 1;
    const unsigned common = std::min(size_a, size_b);
    for (unsigned i = 0; i < common; ++i) {
        const int difference = access::groups(a)[i] - access::groups(b)[i];
        if (difference != 0) return difference;
    }
    return static_cast<int>(size_a) - static_cast<int>(size_b);
}

/// The exponent of the last group.
[[nodiscard]] inline int last_exponent(const decimal& value) noexcept {
    return decimal_access::weight(value) - static_cast<int>(decimal_access::size(value)) + 1;
}

/// |a| + |b|, or |a| - |b| where |a| >= |b|, with the sign given.
[[nodiscard]] inline decimal combine(const decimal& a, const decimal& b, bool subtract, bool negative) {
    const int scale = std::max(a.scale(), b.scale());
    const int first = std::max(decimal_access::weight(a), decimal_access::weight(b)) + 1;
    const int last = std::min(last_exponent(a), last_exponent(b));
    group_buffer groups(static_cast<std::size_t>(first - last) + 1);
    int carry = 0;
    for (int exponent = last; exponent <= first; ++exponent) {
        const int left = static_cast<int>(decimal_access::group_at(a, exponent));
        const int right = static_cast<int>(decimal_access::group_at(b, exponent));
        int sum = (subtract ? left - right : left + right) + carry;
        carry = 0;
        if (sum >= decimal_limits::base) {
            sum -= decimal_limits::base;
            carry = 1;
        } else if (sum < 0) {
            sum += decimal_limits::base;
            carry = -1;
        }
        groups[static_cast<std::size_t>(first - exponent)] = static_cast<std::uint16_t>(sum);
    }
    return decimal_access::make(negative, first, groups.data(), groups.size(), scale);
}

/// The base-10000 digits of |a| / |b| down to 10000^last, cut there, behind one digit of zero. Neither may be zero.
[[nodiscard]] inline group_buffer quotient_groups(const decimal& a, const decimal& b, int last) {
    constexpr std::uint32_t base = decimal_limits::base;
    const int first = decimal_access::weight(a) - decimal_access::weight(b);
    const std::size_t count = first < last ? 0 : static_cast<std::size_t>(first - last) + 1;
    group_buffer quotient(count + 1);
    if (count == 0) return quotient;

    const std::size_t length = decimal_access::size(b);
    const std::uint16_t* divisor_groups = decimal_access::groups(b);
    group_buffer rest(count + length);  // what is left of the dividend, with one digit in front
    std::copy_n(decimal_access::groups(a), std::min<std::size_t>(decimal_access::size(a), rest.size() - 1),
                rest.data() + 1);

    if (length == 1) {
        const std::uint32_t divisor = divisor_groups[0];
        std::uint32_t remainder = 0;
        for (std::size_t i = 0; i < count; ++i) {
            remainder = remainder * base + rest[i + 1];
            quotient[i + 1] = static_cast<std::uint16_t>(remainder / divisor);
            remainder %= divisor;
        }
        return quotient;
    }

    // Knuth, The Art of Computer Programming, volume 2, section 4.3.1, algorithm D
    const std::uint32_t factor = base / (divisor_groups[0] + 1U);
    group_buffer divisor(length);
    const auto scale_up = [&](const std::uint16_t* from, std::uint16_t* to, std::size_t size) {
        std::uint32_t carry = 0;
        for (std::size_t i = size; i-- > 0;) {
            carry += from[i] * factor;
            to[i] = static_cast<std::uint16_t>(carry % base);
            carry /= base;
        }
    };
    scale_up(divisor_groups, divisor.data(), length);
    scale_up(rest.data(), rest.data(), rest.size());

    const std::uint16_t* v = divisor.data();
    for (std::size_t j = 0; j < count; ++j) {
        std::uint16_t* u = rest.data() + j;
        const std::uint32_t leading = u[0] * base + u[1];
        std::uint32_t guess = leading / v[0];
        std::uint32_t left = leading % v[0];
        while (guess >= base || guess * v[1] > left * base + u[2]) {
            --guess;
            left += v[0];
            if (left >= base) break;
        }
        std::int32_t borrow = 0;
        for (std::size_t i = length; i-- > 0;) {
            std::int32_t difference = u[i + 1] - static_cast<std::int32_t>(guess * v[i]) + borrow;
            borrow = 0;
            if (difference < 0) {
                borrow = -static_cast<std::int32_t>((base - 1 - difference) / base);
                difference -= borrow * static_cast<std::int32_t>(base);
            }
            u[i + 1] = static_cast<std::uint16_t>(difference);
        }
        std::int32_t head = u[0] + borrow;
        if (head < 0) {  // the guess was one too high
            --guess;
            std::uint32_t carry = 0;
            for (std::size_t i = length; i-- > 0;) {
                carry += u[i + 1] + v[i];
                u[i + 1] = static_cast<std::uint16_t>(carry % base);
                carry /= base;
            }
            head += static_cast<std::int32_t>(carry);
        }
        u[0] = static_cast<std::uint16_t>(head);
        quotient[j + 1] = static_cast<std::uint16_t>(guess);
    }
    return quotient;
}

/// The scale of a quotient: at least 16 significant digits, and no fewer digits after the point than the operands have.
[[nodiscard]] inline int quotient_scale(const decimal& a, const decimal& b) noexcept {
    constexpr int significant_digits = 16;
    constexpr int greatest = 1000;
    const int weight_a = a.is_zero() ? 0 : decimal_access::weight(a);
    int weight = weight_a - decimal_access::weight(b);
    if (a.is_zero() || decimal_access::groups(a)[0] <= decimal_access::groups(b)[0]) --weight;
    const int scale = significant_digits - weight * decimal_limits::group_digits;
    return std::min(std::max({scale, a.scale(), b.scale(), 0}), greatest);
}

[[nodiscard]] inline decimal infinity_with_sign(int sign) noexcept {
    if (sign == 0) return decimal::nan();
    return decimal_access::special(sign < 0 ? decimal_access::kind::minus_infinity : decimal_access::kind::infinity);
}

}  // namespace detail

VINYL_DECL int decimal::compare(const decimal& a, const decimal& b) noexcept {
    if (a.kind_ != b.kind_) return a.kind_ < b.kind_ ? -1 : 1;
    if (!a.is_finite()) return 0;
    const int order = detail::compare_magnitude(a, b);
    return a.kind_ == kind::negative ? -order : order;
}

VINYL_DECL decimal decimal::add(const decimal& a, const decimal& b, bool subtract) {
    const int sign_b = subtract ? -b.sign() : b.sign();
    if (a.is_nan() || b.is_nan()) return nan();
    if (a.is_infinite() && b.is_infinite()) return a.sign() == sign_b ? a : nan();
    if (a.is_infinite()) return a;
    if (b.is_infinite()) return detail::infinity_with_sign(sign_b);

    const bool negative_a = a.kind_ == kind::negative;
    const bool negative_b = sign_b < 0;
    if (negative_a == negative_b) return detail::combine(a, b, false, negative_a);
    if (detail::compare_magnitude(a, b) >= 0) return detail::combine(a, b, true, negative_a);
    return detail::combine(b, a, true, negative_b);
}

VINYL_DECL decimal decimal::multiply(const decimal& a, const decimal& b) {
    if (a.is_nan() || b.is_nan()) return nan();
    const int sign = a.sign() * b.sign();
    if (a.is_infinite() || b.is_infinite()) return detail::infinity_with_sign(sign);

    const int scale = a.scale_ + b.scale_;
    const int kept_scale = std::min(scale, detail::decimal_limits::greatest_scale);
    if (sign == 0) return detail::decimal_access::make(false, 0, nullptr, 0, kept_scale);

    // a column of the sum is below 36864 * 10^8, so it fits; it is carried at the end
    const std::size_t size = std::size_t{a.size_} + b.size_;
    constexpr std::size_t small = 2 * inline_capacity;
    std::uint64_t small_sums[small]{};
    std::unique_ptr<std::uint64_t[]> large_sums;
    if (size > small) large_sums = std::make_unique<std::uint64_t[]>(size);
    std::uint64_t* sums = large_sums ? large_sums.get() : small_sums;
    for (unsigned i = 0; i < a.size_; ++i) {
        const std::uint64_t left = a.groups()[i];
        const std::uint16_t* right = b.groups();
        for (unsigned j = 0; j < b.size_; ++j) sums[i + j + 1] += left * right[j];
    }
    detail::group_buffer groups(size + 1);
    std::uint64_t carry = 0;
    for (std::size_t i = size; i-- > 0;) {
        carry += sums[i];
        groups[i + 1] = static_cast<std::uint16_t>(carry % detail::decimal_limits::base);
        carry /= detail::decimal_limits::base;
    }
    const int weight = a.weight_ + b.weight_ + 2;
    if (scale == kept_scale) return detail::decimal_access::make(sign < 0, weight, groups.data(), groups.size(), scale);
    return detail::decimal_access::make_rounded(sign < 0, weight, groups, kept_scale);
}

VINYL_DECL decimal decimal::divide(const decimal& a, const decimal& b) {
    if (a.is_nan() || b.is_nan()) return nan();
    if (b.is_zero()) detail::throw_bad_value("decimal", "division by zero");
    if (a.is_infinite()) return detail::infinity_with_sign(b.is_infinite() ? 0 : a.sign() * b.sign());
    if (b.is_infinite()) return 0;

    const int scale = detail::quotient_scale(a, b);
    if (a.is_zero()) return detail::decimal_access::make(false, 0, nullptr, 0, scale);
    const int guard = detail::floor_divide(-scale, detail::decimal_limits::group_digits) - 1;
    detail::group_buffer groups = detail::quotient_groups(a, b, guard);
    return detail::decimal_access::make_rounded(a.sign() != b.sign(), a.weight_ - b.weight_ + 1, groups, scale);
}

VINYL_DECL decimal decimal::remainder(const decimal& a, const decimal& b) {
    if (a.is_nan() || b.is_nan()) return nan();
    if (b.is_zero()) detail::throw_bad_value("decimal", "division by zero");
    if (a.is_infinite()) return nan();
    if (b.is_infinite()) return a;
    if (a.is_zero()) return detail::decimal_access::make(false, 0, nullptr, 0, std::max(a.scale(), b.scale()));

    detail::group_buffer groups = detail::quotient_groups(a, b, 0);
    const decimal quotient =
        detail::decimal_access::make(a.sign() != b.sign(), a.weight_ - b.weight_ + 1, groups.data(), groups.size(), 0);
    return add(a, multiply(quotient, b), true);
}

}  // namespace vinyl
