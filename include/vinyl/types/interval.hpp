// The span of time of an `interval` column, in the three parts that PostgreSQL keeps apart.
// https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-INTERVAL-INPUT
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/types/bad_value.hpp>

#include <chrono>
#include <compare>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace vinyl {

/// Months, days and microseconds. They are kept apart because a month has no fixed number of days, and a day, where
/// clocks are changed, no fixed number of hours. Comparison is PostgreSQL's: a month counts as 30 days and a day as 24
/// hours, so `interval{.months = 1} == interval{.days = 30}`; same_parts() tells such values apart.
/// An aggregate: `interval{.days = 3, .microseconds = 1'500'000}`.
struct interval {
    std::int32_t months = 0;
    std::int32_t days = 0;
    std::int64_t microseconds = 0;

    /// The interval of a chrono duration: months and years go to `months`, days and weeks to `days`, all else to
    /// `microseconds`. Throws data_error when the part can not hold it.
    template <std::integral Rep, class Period>
    [[nodiscard]] static constexpr interval of(std::chrono::duration<Rep, Period> duration);

    [[nodiscard]] constexpr bool same_parts(const interval& other) const noexcept {
        return months == other.months && days == other.days && microseconds == other.microseconds;
    }

    /// ISO 8601, as PostgreSQL prints it under `intervalstyle = iso_8601`: "P1Y2M3DT4H5M6.7S".
    [[nodiscard]] std::string to_string() const;

    /// Arithmetic is done part by part; throws data_error when a part overflows.
    friend constexpr interval operator+(const interval& a, const interval& b) {
        interval sum;
        if (__builtin_add_overflow(a.months, b.months, &sum.months) ||
            __builtin_add_overflow(a.days, b.days, &sum.days) ||
            __builtin_add_overflow(a.microseconds, b.microseconds, &sum.microseconds))
            detail::throw_bad_value("interval", "out of range");
        return sum;
    }
    friend constexpr interval operator*(const interval& a, std::int32_t factor) {
        interval product;
        if (__builtin_mul_overflow(a.months, factor, &product.months) ||
            __builtin_mul_overflow(a.days, factor, &product.days) ||
            __builtin_mul_overflow(a.microseconds, factor, &product.microseconds))
            detail::throw_bad_value("interval", "out of range");
        return product;
    }
    friend constexpr interval operator*(std::int32_t factor, const interval& a) { return a * factor; }
    friend constexpr interval operator-(const interval& a) { return a * -1; }
    friend constexpr interval operator-(const interval& a, const interval& b) {
        interval difference;
        if (__builtin_sub_overflow(a.months, b.months, &difference.months) ||
            __builtin_sub_overflow(a.days, b.days, &difference.days) ||
            __builtin_sub_overflow(a.microseconds, b.microseconds, &difference.microseconds))
            detail::throw_bad_value("interval", "out of range");
        return difference;
    }
    constexpr interval& operator+=(const interval& other) { return *this = *this + other; }
    constexpr interval& operator-=(const interval& other) { return *this = *this - other; }

    friend constexpr bool operator==(const interval& a, const interval& b) noexcept {
        return a.whole_days() == b.whole_days() && a.rest() == b.rest();
    }
    friend constexpr std::weak_ordering operator<=>(const interval& a, const interval& b) noexcept {
        if (const auto order = a.whole_days() <=> b.whole_days(); order != 0) return order;
        return a.rest() <=> b.rest();
    }

    template <class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const interval& value) {
        return out << value.to_string();
    }

    /// Its length when months have 30 days, in days rounded down; with rest() this is what comparison looks at.
    [[nodiscard]] constexpr std::int64_t whole_days() const noexcept {
        return std::int64_t{months} * 30 + days + microseconds / day - (microseconds % day < 0);
    }
    /// The microseconds beyond whole_days().
    [[nodiscard]] constexpr std::int64_t rest() const noexcept {
        return microseconds % day + (microseconds % day < 0 ? day : 0);
    }

private:
    static constexpr std::int64_t day = 86'400'000'000;
};

template <std::integral Rep, class Period>
constexpr interval interval::of(std::chrono::duration<Rep, Period> duration) {
    interval result;
    const auto fit = [](auto count, auto& part) {
        part = static_cast<std::remove_reference_t<decltype(part)>>(count);
        if (part != count) detail::throw_bad_value("interval", "out of range");
    };
    if constexpr (std::ratio_divide<Period, std::chrono::months::period>::den == 1) {
        fit(std::chrono::duration_cast<std::chrono::months>(duration).count(), result.months);
    } else if constexpr (std::ratio_divide<Period, std::chrono::days::period>::den == 1) {
        fit(std::chrono::duration_cast<std::chrono::days>(duration).count(), result.days);
    } else {
        result.microseconds = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    }
    return result;
}

}  // namespace vinyl

template <>
struct std::hash<vinyl::interval> {
    [[nodiscard]] std::size_t operator()(const vinyl::interval& value) const noexcept {
        return std::hash<std::int64_t>()(value.whole_days()) * 31 + std::hash<std::int64_t>()(value.rest());
    }
};

#ifdef VINYL_HEADER_ONLY
#include <vinyl/types/interval.ipp>
#endif
