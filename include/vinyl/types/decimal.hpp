// Exact decimal numbers, the C++ side of `numeric` columns: same range, same arithmetic, same special values.
// https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-NUMERIC-DECIMAL
#pragma once

#include <vinyl/base/config.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iosfwd>
#include <string>
#include <string_view>
#include <type_traits>

namespace vinyl {
namespace detail {

/// Integers in the arithmetic sense: neither bool nor characters.
template <class T>
concept decimal_integer =
    std::integral<T> && sizeof(T) <= 8 && !std::same_as<T, bool> && !std::same_as<T, char> &&
    !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

class decimal_access;
class group_buffer;

}  // namespace detail

/// An exact decimal number with up to 131072 digits before and 16383 after the point, or NaN, or an infinity.
///
/// It remembers how many digits after the point it was written with (its scale): `decimal("1.50")` prints as "1.50",
/// and still equals `decimal("1.5")`. As in PostgreSQL, NaN equals itself and is greater than everything else.
///
/// Results of + - * are exact. Their scale is the larger of the two scales, for * the sum. Division rounds half away from
/// zero to at least 16 significant digits and at least the larger of both scales, which is PostgreSQL's rule.
///
/// Numbers of up to 45 digits live inside the object; longer ones allocate. A moved-from decimal is zero.
/// Errors: data_error for text that is no number, for results outside the range, and for division by zero.
/// Thread safety: like an int.
class decimal {
public:
    /// Zero.
    constexpr decimal() noexcept : inline_{} {}

    /// Every integer is a decimal, without loss, so this is not explicit.
    template <detail::decimal_integer I>
    constexpr decimal(I value) noexcept : inline_{} {  // NOLINT(google-explicit-constructor)
        auto magnitude = static_cast<std::uint64_t>(value);
        if constexpr (std::signed_integral<I>) {
            if (value < 0) {
                magnitude = 0 - magnitude;
                kind_ = kind::negative;
            }
        }
        set_magnitude(magnitude);
    }

    /// Reads "12", "-12.50", "1.5e-3", "NaN", "Infinity", "-inf". Throws data_error when the text is something else.
    explicit decimal(std::string_view text);
    /// The shortest number that reads back as the same double: decimal(0.1) is 0.1.
    explicit decimal(double value);
    explicit decimal(float value);
    // `price = 0.99`, where 0.99 is no exact number any more
    template <std::floating_point F>
    decimal(F) = delete;  // vinyl: write decimal("0.99"), or decimal(value) to take what it prints as

    constexpr decimal(const decimal& other) : inline_{} { copy_from(other); }
    constexpr decimal(decimal&& other) noexcept : inline_{} { take_from(other); }
    constexpr decimal& operator=(const decimal& other) {
        if (this != &other) {
            decimal copy(other);
            release();
            take_from(copy);
        }
        return *this;
    }
    constexpr decimal& operator=(decimal&& other) noexcept {
        if (this != &other) {
            release();
            take_from(other);
        }
        return *this;
    }
    constexpr ~decimal() { release(); }

    [[nodiscard]] static constexpr decimal nan() noexcept { return decimal(kind::nan); }
    [[nodiscard]] static constexpr decimal infinity() noexcept { return decimal(kind::infinity); }

    [[nodiscard]] constexpr bool is_nan() const noexcept { return kind_ == kind::nan; }
    [[nodiscard]] constexpr bool is_infinite() const noexcept {
        return kind_ == kind::infinity || kind_ == kind::minus_infinity;
    }
    [[nodiscard]] constexpr bool is_finite() const noexcept {
        return kind_ == kind::positive || kind_ == kind::negative;
    }
    [[nodiscard]] constexpr bool is_zero() const noexcept { return is_finite() && size_ == 0; }
    /// -1, 0 or 1; 0 for NaN.
    [[nodiscard]] constexpr int sign() const noexcept {
        if (kind_ == kind::negative || kind_ == kind::minus_infinity) return -1;
        return is_nan() || is_zero() ? 0 : 1;
    }
    /// The number of digits after the point.
    [[nodiscard]] constexpr int scale() const noexcept { return scale_; }

    /// Rounded half away from zero to `digits` after the point, which becomes its scale; -2 rounds to hundreds.
    [[nodiscard]] decimal round(int digits = 0) const;
    /// The same, rounded towards zero.
    [[nodiscard]] decimal trunc(int digits = 0) const;
    /// The greatest integer that is not greater, the smallest that is not smaller.
    [[nodiscard]] decimal floor() const;
    [[nodiscard]] decimal ceil() const;
    [[nodiscard]] decimal abs() const;

    /// As PostgreSQL prints it: "-12.50", "NaN", "Infinity". Never with an exponent.
    [[nodiscard]] std::string to_string() const;
    /// The nearest double; an infinity when the number is too large for one.
    [[nodiscard]] double to_double() const;
    [[nodiscard]] explicit operator double() const { return to_double(); }
    /// Rounded half away from zero. Throws data_error when it does not fit, or is no number.
    [[nodiscard]] std::int64_t to_int64() const;

    decimal& operator+=(const decimal& other) { return *this = *this + other; }
    decimal& operator-=(const decimal& other) { return *this = *this - other; }
    decimal& operator*=(const decimal& other) { return *this = *this * other; }
    decimal& operator/=(const decimal& other) { return *this = *this / other; }
    decimal& operator%=(const decimal& other) { return *this = *this % other; }

    friend decimal operator+(const decimal& a, const decimal& b) { return add(a, b, false); }
    friend decimal operator-(const decimal& a, const decimal& b) { return add(a, b, true); }
    friend decimal operator*(const decimal& a, const decimal& b) { return multiply(a, b); }
    friend decimal operator/(const decimal& a, const decimal& b) { return divide(a, b); }
    /// The remainder of division towards zero; it has the sign of `a`.
    friend decimal operator%(const decimal& a, const decimal& b) { return remainder(a, b); }
    friend decimal operator+(const decimal& a) { return a; }
    friend decimal operator-(const decimal& a) { return a.negated(); }

    friend bool operator==(const decimal& a, const decimal& b) noexcept { return compare(a, b) == 0; }
    friend std::weak_ordering operator<=>(const decimal& a, const decimal& b) noexcept { return compare(a, b) <=> 0; }

    template <class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const decimal& value) {
        return out << value.to_string();
    }

    /// Equal numbers have equal hashes, whatever their scale.
    [[nodiscard]] std::size_t hash() const noexcept;

private:
    friend class detail::decimal_access;

    // The order of the first five is that of PostgreSQL's comparison.
    enum class kind : std::uint8_t { minus_infinity, negative, positive, infinity, nan };

    static constexpr unsigned inline_capacity = 12;

    constexpr explicit decimal(kind which) noexcept : kind_(which), inline_{} {}

    static decimal add(const decimal& a, const decimal& b, bool subtract);
    static decimal multiply(const decimal& a, const decimal& b);
    static decimal divide(const decimal& a, const decimal& b);
    static decimal remainder(const decimal& a, const decimal& b);
    static int compare(const decimal& a, const decimal& b) noexcept;
    [[nodiscard]] decimal negated() const;

    [[nodiscard]] constexpr bool on_heap() const noexcept { return size_ > inline_capacity; }
    [[nodiscard]] constexpr const std::uint16_t* groups() const noexcept { return on_heap() ? heap_ : inline_; }

    constexpr void set_magnitude(std::uint64_t magnitude) noexcept {
        std::uint16_t reversed[5]{};
        unsigned count = 0;
        int zeros = 0;
        for (; magnitude != 0; magnitude /= 10000) {
            const auto group = static_cast<std::uint16_t>(magnitude % 10000);
            if (group == 0 && count == 0) ++zeros;
            else reversed[count++] = group;
        }
        size_ = static_cast<std::uint16_t>(count);
        weight_ = static_cast<std::int16_t>(count == 0 ? 0 : static_cast<int>(count) + zeros - 1);
        for (unsigned i = 0; i < count; ++i) inline_[i] = reversed[count - 1 - i];
    }

    constexpr void copy_from(const decimal& other) {
        if (other.on_heap()) {
            auto* groups = new std::uint16_t[other.size_];
            for (unsigned i = 0; i < other.size_; ++i) groups[i] = other.heap_[i];
            heap_ = groups;
        } else {
            copy_inline(other);
        }
        copy_header(other);
    }

    constexpr void take_from(decimal& other) noexcept {
        if (other.on_heap()) {
            heap_ = other.heap_;
        } else {
            copy_inline(other);
        }
        copy_header(other);
        other.size_ = 0;
        other.weight_ = 0;
        other.scale_ = 0;
        other.kind_ = kind::positive;
        for (unsigned i = 0; i < inline_capacity; ++i) other.inline_[i] = 0;
    }

    constexpr void copy_inline(const decimal& other) noexcept {
        if (std::is_constant_evaluated())
            for (unsigned i = 0; i < inline_capacity; ++i) inline_[i] = other.inline_[i];
        else std::memcpy(inline_, other.inline_, sizeof inline_);
    }

    constexpr void copy_header(const decimal& other) noexcept {
        weight_ = other.weight_;
        scale_ = other.scale_;
        size_ = other.size_;
        kind_ = other.kind_;
    }

    constexpr void release() noexcept {
        if (on_heap()) delete[] heap_;
    }

    // |value| = sum of groups[i] * 10000^(weight - i). Neither the first nor the last group is zero; zero has none, and
    // is positive. No digit other than zero stands beyond `scale` digits after the point.
    std::int16_t weight_ = 0;
    std::uint16_t scale_ = 0;
    std::uint16_t size_ = 0;
    kind kind_ = kind::positive;
    union {
        std::uint16_t inline_[inline_capacity];
        std::uint16_t* heap_;
    };
};

namespace detail {

/// What numeric can hold, of which all follows from its wire form.
struct decimal_limits {
    static constexpr int group_digits = 4;
    static constexpr int base = 10000;
    static constexpr int greatest_weight = 131072 / group_digits - 1;
    static constexpr int greatest_scale = 16383;
};

/// How vinyl's own code makes a decimal of base-10000 digits and takes one apart: text, arithmetic and the wire form.
class decimal_access {
public:
    using kind = decimal::kind;

    static constexpr unsigned inline_capacity = decimal::inline_capacity;

    [[nodiscard]] static kind kind_of(const decimal& value) noexcept { return value.kind_; }
    [[nodiscard]] static int weight(const decimal& value) noexcept { return value.weight_; }
    [[nodiscard]] static unsigned size(const decimal& value) noexcept { return value.size_; }
    [[nodiscard]] static const std::uint16_t* groups(const decimal& value) noexcept { return value.groups(); }

    /// The group that counts 10000^exponent.
    [[nodiscard]] static unsigned group_at(const decimal& value, int exponent) noexcept {
        const int i = value.weight_ - exponent;
        return i < 0 || i >= value.size_ ? 0U : value.groups()[i];
    }

    [[nodiscard]] static decimal special(kind which) noexcept { return decimal(which); }

    /// The number of these groups, which may begin and end with zeros. Groups beyond `scale` must be zero.
    /// Throws data_error when the number is too large for numeric.
    [[nodiscard]] static decimal make(bool negative, int weight, const std::uint16_t* groups, std::size_t size,
                                      int scale);

    /// The same, but rounded half away from zero, or cut, to `scale` digits after the point, which may be negative.
    /// `groups` is changed; there must be one group of zero at its front to carry into.
    [[nodiscard]] static decimal make_rounded(bool negative, int weight, group_buffer& groups, int scale,
                                              bool cut = false);

    /// Starts a number of at most inline_capacity groups, and returns where they are to be written. They must be as
    /// decimal keeps them: see its members.
    [[nodiscard]] static std::uint16_t* begin_inline(decimal& value, bool negative, int weight, unsigned size,
                                                     int scale) noexcept {
        value.kind_ = negative ? kind::negative : kind::positive;
        value.weight_ = static_cast<std::int16_t>(weight);
        value.size_ = static_cast<std::uint16_t>(size);
        value.scale_ = static_cast<std::uint16_t>(scale);
        return value.inline_;
    }
};

}  // namespace detail
}  // namespace vinyl

template <>
struct std::hash<vinyl::decimal> {
    [[nodiscard]] std::size_t operator()(const vinyl::decimal& value) const noexcept { return value.hash(); }
};

#ifdef VINYL_HEADER_ONLY
#include <vinyl/types/decimal.ipp>
#include <vinyl/types/decimal_arithmetic.ipp>
#endif
