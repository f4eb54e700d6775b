// The value types as text, as PostgreSQL prints and reads them (DateStyle ISO, time zone UTC), and back. For the types that
// are std::chrono's own: they can not be given a member, and not every standard library prints them.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/types/bad_value.hpp>
#include <vinyl/types/date.hpp>
#include <vinyl/types/decimal.hpp>
#include <vinyl/types/interval.hpp>
#include <vinyl/types/range.hpp>
#include <vinyl/types/time_of_day.hpp>
#include <vinyl/types/timestamp.hpp>
#include <vinyl/types/uuid.hpp>

#include <concepts>
#include <ios>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vinyl {

/// "1959-08-17", "0044-03-15 BC"; what is no day of the calendar is "0000-00-00 is no date".
[[nodiscard]] std::string to_string(const date& value);
/// The same; also "infinity" and "-infinity".
[[nodiscard]] std::string to_string(wide_date value);
/// "1959-08-17 18:30:00.5+00": in UTC. Also "infinity" and "-infinity".
[[nodiscard]] std::string to_string(timestamp value);
/// "1959-08-17 18:30:00.5". Also "infinity" and "-infinity".
[[nodiscard]] std::string to_string(local_timestamp value);
/// What to_string() of the value gives.
[[nodiscard]] inline std::string to_string(const time_of_day& value) { return value.to_string(); }
[[nodiscard]] inline std::string to_string(const interval& value) { return value.to_string(); }
[[nodiscard]] inline std::string to_string(const decimal& value) { return value.to_string(); }
[[nodiscard]] inline std::string to_string(const uuid& value) { return value.to_string(); }

/// "[1,4)", "(,2000-01-01]", "empty".
template <class T>
[[nodiscard]] std::string to_string(const range<T>& value);

/// Reads what to_string() gives, and what PostgreSQL and ISO 8601 write: a T between date and time, the zones Z, +02 and
/// -03:30. T is a value type, a whole number, or a range of one. Throws data_error when the text is something else, or the
/// value has no place in T.
template <class T>
[[nodiscard]] T from_string(std::string_view text);

namespace detail {

void read_text(std::string_view text, date& value);
void read_text(std::string_view text, wide_date& value);
void read_text(std::string_view text, timestamp& value);
void read_text(std::string_view text, local_timestamp& value);
void read_text(std::string_view text, interval& value);
void read_text(std::string_view text, std::int64_t& value);
inline void read_text(std::string_view text, std::int32_t& value) {
    std::int64_t wide = 0;
    read_text(text, wide);
    value = static_cast<std::int32_t>(wide);
    if (value != wide) throw_bad_text("integer", text, "a number of 32 bits");
}
inline void read_text(std::string_view text, time_of_day& value) { value = time_of_day(text); }
inline void read_text(std::string_view text, decimal& value) { value = decimal(text); }
inline void read_text(std::string_view text, uuid& value) { value = uuid(text); }

/// The bounds in the text of a range, without their quotes.
struct range_text {
    std::optional<std::string> lower, upper;
    bool lower_inclusive = false, upper_inclusive = false, empty = false;
};
[[nodiscard]] range_text split_range(std::string_view text);
/// Puts quotes around a bound where it needs them.
[[nodiscard]] std::string quoted_bound(std::string text);

template <class T>
void read_text(std::string_view text, range<T>& value) {
    const range_text parts = split_range(text);
    const auto bound = [](const std::optional<std::string>& of) {
        return of ? std::optional<T>(from_string<T>(*of)) : std::nullopt;
    };
    if (parts.empty) value = range<T>();
    else value = range<T>(bound(parts.lower), bound(parts.upper), parts.lower_inclusive, parts.upper_inclusive);
}

}  // namespace detail

namespace detail {
template <class T>
concept has_text_form = std::integral<T> || std::floating_point<T> || requires(const T& value) {
    { to_string(value) } -> std::convertible_to<std::string>;
};

/// The shortest digits that are this number.
[[nodiscard]] std::string number_text(float number);
[[nodiscard]] std::string number_text(double number);
[[nodiscard]] std::string number_text(long double number);
}  // namespace detail

template <detail::has_text_form T>
std::string to_string(const range<T>& value) {
    if (value.empty()) return "empty";
    const auto bound = [](const std::optional<T>& of) {
        if (!of) return std::string();
        if constexpr (std::integral<T>) {
            return std::to_string(*of);
        } else if constexpr (std::floating_point<T>) {
            return detail::number_text(*of);
        } else {
            return detail::quoted_bound(to_string(*of));
        }
    };
    std::string text(1, value.lower_inclusive() ? '[' : '(');
    text.append(bound(value.lower())).append(",").append(bound(value.upper()));
    text.push_back(value.upper_inclusive() ? ']' : ')');
    return text;
}

template <class Traits, detail::has_text_form T>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const range<T>& value) {
    return out << to_string(value);
}

template <class T>
T from_string(std::string_view text) {
    T value{};
    detail::read_text(text, value);
    return value;
}

namespace literals {
/// Not every standard library prints these types of std::chrono's; what one prints to a std::ostream stays as it is.
template <std::derived_from<std::ios_base> Stream, class T>
    requires std::same_as<T, date> || std::same_as<T, wide_date> || std::same_as<T, timestamp> ||
             std::same_as<T, local_timestamp>
Stream& operator<<(Stream& out, const T& value) {
    out << vinyl::to_string(value);
    return out;
}
}  // namespace literals

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/types/text.ipp>
#endif
