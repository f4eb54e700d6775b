// Dates, times and their kin to and from text.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/types/text.hpp>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <limits>
#include <system_error>

namespace vinyl {
namespace detail {

inline constexpr std::string_view text_of_infinity = "infinity", text_of_minus_infinity = "-infinity";
inline constexpr std::int64_t microseconds_of_day = 86'400'000'000;

template <class Number>
std::string shortest_text(Number number) {
    char digits[64];
    return std::string(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

VINYL_DECL std::string number_text(float number) { return shortest_text(number); }
VINYL_DECL std::string number_text(double number) { return shortest_text(number); }
VINYL_DECL std::string number_text(long double number) { return shortest_text(number); }

inline void append_padded(std::string& out, std::int64_t number, std::size_t width) {
    const std::string digits = std::to_string(number);
    if (digits.size() < width) out.append(width - digits.size(), '0');
    out += digits;
}

/// The day's year as PostgreSQL counts: there is no year 0, so the one before 1 is 1 BC.
inline void append_day(std::string& out, std::int64_t year, unsigned month, unsigned day) {
    append_padded(out, year > 0 ? year : 1 - year, 4);
    out.push_back('-');
    append_padded(out, month, 2);
    out.push_back('-');
    append_padded(out, day, 2);
}

struct civil_day {
    std::int64_t year;
    unsigned month, day;
};

inline constexpr std::int64_t days_of_400_years = 146'097;

/// std::chrono's years end at 32767, PostgreSQL's do not; 400 years are always as many days.
inline civil_day civil(std::int64_t days_since_1970) {
    std::int64_t cycles = days_since_1970 / days_of_400_years;
    if (days_since_1970 % days_of_400_years < 0) --cycles;
    const auto rest = static_cast<int>(days_since_1970 - cycles * days_of_400_years);
    const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(rest))};
    return {int{day.year()} + 400 * cycles, unsigned{day.month()}, unsigned{day.day()}};
}

/// The text of a day, and of a time on it: PostgreSQL writes BC behind both.
inline std::string day_text(std::int64_t days_since_1970, std::string_view rest = {}) {
    const civil_day day = civil(days_since_1970);
    std::string out;
    append_day(out, day.year, day.month, day.day);
    out += rest;
    if (day.year <= 0) out += " BC";
    return out;
}

inline std::string moment_text(std::int64_t since_1970, std::string_view zone) {
    if (since_1970 == std::numeric_limits<std::int64_t>::max()) return std::string(text_of_infinity);
    if (since_1970 == std::numeric_limits<std::int64_t>::min()) return std::string(text_of_minus_infinity);
    std::int64_t days = since_1970 / microseconds_of_day;
    if (since_1970 % microseconds_of_day < 0) --days;
    // not days * microseconds_of_day: that may be less than the least number
    const std::int64_t in_day = since_1970 % microseconds_of_day;
    const time_of_day time{std::chrono::microseconds(in_day < 0 ? in_day + microseconds_of_day : in_day)};
    return day_text(days, " " + time.to_string() + std::string(zone));
}

/// Reads the parts of a text, one after the other.
class text_reader {
public:
    text_reader(std::string_view type, std::string_view text, std::string_view expected) noexcept
        : type_(type), text_(text), rest_(text), expected_(expected) {}

    [[noreturn]] void refuse() const { throw_bad_text(type_, text_, expected_); }
    [[noreturn]] void out_of_range() const { throw_bad_text(type_, text_, "a value that this type can hold"); }

    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const noexcept { return rest_; }
    [[nodiscard]] bool skip(std::string_view what) noexcept {
        if (!rest_.starts_with(what)) return false;
        rest_.remove_prefix(what.size());
        return true;
    }
    void expect(std::string_view what) {
        if (!skip(what)) refuse();
    }
    void expect_end() const {
        if (!at_end()) refuse();
    }
    /// Everything up to one of these characters.
    [[nodiscard]] std::string_view until(std::string_view ends) noexcept {
        const std::string_view part = rest_.substr(0, rest_.find_first_of(ends));
        rest_.remove_prefix(part.size());
        return part;
    }
    /// Digits only. Of at least `least` digits.
    [[nodiscard]] std::int64_t number(std::size_t least, std::size_t most) {
        std::size_t count = 0;
        std::int64_t value = 0;
        for (; count < rest_.size() && count < most && rest_[count] >= '0' && rest_[count] <= '9'; ++count)
            value = value * 10 + (rest_[count] - '0');
        if (count < least) refuse();
        rest_.remove_prefix(count);
        return value;
    }
    /// Takes BC away from the end.
    [[nodiscard]] bool before_christ() noexcept {
        if (!rest_.ends_with(" BC")) return false;
        rest_.remove_suffix(3);
        return true;
    }

private:
    std::string_view type_, text_, rest_, expected_;
};

inline std::int64_t read_days(text_reader& reader, bool before_christ) {
    const std::int64_t written = reader.number(4, 7);
    reader.expect("-");
    const std::int64_t month = reader.number(2, 2);
    reader.expect("-");
    const std::int64_t day = reader.number(2, 2);
    if (written == 0) reader.refuse();
    const std::int64_t year = before_christ ? 1 - written : written;
    std::int64_t cycles = year / 400;
    if (year % 400 < 0) --cycles;
    const std::chrono::year_month_day in_cycle{std::chrono::year(static_cast<int>(year - 400 * cycles)),
                                               std::chrono::month(static_cast<unsigned>(month)),
                                               std::chrono::day(static_cast<unsigned>(day))};
    if (!in_cycle.ok()) reader.refuse();
    return std::int64_t{std::chrono::sys_days(in_cycle).time_since_epoch().count()} + cycles * days_of_400_years;
}

/// The zone's distance from UTC.
inline std::int64_t read_zone(text_reader& reader) {
    if (reader.skip("Z") || reader.skip("z")) return 0;
    const bool west = reader.skip("-");
    if (!west) reader.expect("+");
    constexpr std::int64_t second = 1'000'000;
    std::int64_t seconds = 3600 * reader.number(2, 2);
    const bool colon = reader.skip(":");
    if (colon || !reader.at_end()) seconds += 60 * reader.number(2, 2);
    if (reader.skip(":")) seconds += reader.number(2, 2);
    return (west ? -seconds : seconds) * second;
}

inline std::int64_t read_moment(std::string_view type, std::string_view text, bool zoned) {
    if (text == text_of_infinity) return std::numeric_limits<std::int64_t>::max();
    if (text == text_of_minus_infinity) return std::numeric_limits<std::int64_t>::min();
    text_reader reader(type, text,
                       zoned ? "2000-12-31 18:30:15.5+00 or 2000-12-31T18:30:15.5Z"
                             : "2000-12-31 18:30:15.5 or 2000-12-31T18:30:15.5");
    const bool before_christ = reader.before_christ();
    std::int64_t days = read_days(reader, before_christ);
    std::int64_t in_day = 0;
    if (reader.skip("T") || reader.skip(" ")) {
        try {
            in_day = time_of_day(reader.until("Zz+-")).since_midnight().count();
        } catch (const data_error&) {
            reader.refuse();
        }
    } else if (zoned || !reader.at_end()) {
        reader.refuse();
    }
    if (zoned) in_day -= read_zone(reader);
    reader.expect_end();
    if (days < 0) {  // counted from the day's end, so that the first day of all, of which only the end fits, is there
        ++days;
        in_day -= microseconds_of_day;
    }
    std::int64_t moment = 0;
    if (__builtin_mul_overflow(days, microseconds_of_day, &moment) || __builtin_add_overflow(moment, in_day, &moment) ||
        moment == std::numeric_limits<std::int64_t>::max() || moment == std::numeric_limits<std::int64_t>::min())
        reader.out_of_range();
    return moment;
}

VINYL_DECL void read_text(std::string_view text, wide_date& value) {
    if (text == text_of_infinity || text == text_of_minus_infinity) {
        value = text == text_of_infinity ? date_infinity : date_minus_infinity;
        return;
    }
    text_reader reader("date", text, "2000-12-31");
    const bool before_christ = reader.before_christ();
    const std::int64_t days = read_days(reader, before_christ);
    reader.expect_end();
    if (days <= std::numeric_limits<std::int32_t>::min() || days >= std::numeric_limits<std::int32_t>::max())
        reader.out_of_range();
    value = wide_date(std::chrono::days(static_cast<std::int32_t>(days)));
}

VINYL_DECL void read_text(std::string_view text, date& value) {
    wide_date wide{};
    read_text(text, wide);
    const auto year = civil(wide.time_since_epoch().count()).year;
    if (wide == date_infinity || wide == date_minus_infinity || year < int{std::chrono::year::min()} ||
        year > int{std::chrono::year::max()})
        throw_bad_text("date", text, "a day in the years -32767 to 32767; others are of vinyl::wide_date");
    value = date(wide);
}

VINYL_DECL void read_text(std::string_view text, timestamp& value) {
    value = timestamp(std::chrono::microseconds(read_moment("timestamp", text, true)));
}
VINYL_DECL void read_text(std::string_view text, local_timestamp& value) {
    value = local_timestamp(std::chrono::microseconds(read_moment("local_timestamp", text, false)));
}

VINYL_DECL void read_text(std::string_view text, std::int64_t& value) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size())
        throw_bad_text("integer", text, "a whole number of 64 bits");
}

VINYL_DECL void read_text(std::string_view text, interval& value) {
    text_reader reader("interval", text, "P1Y2M3DT4H5M6.7S");
    interval result;
    reader.expect("P");
    if (reader.at_end()) reader.refuse();
    bool time = false;
    while (!reader.at_end()) {
        if (!time && reader.skip("T")) {
            time = true;
            if (reader.at_end()) reader.refuse();
        }
        const bool minus = reader.skip("-");
        if (!minus) static_cast<void>(reader.skip("+"));
        // 18 digits can not overflow; what the parts can not hold is found when they are added
        const std::int64_t number = reader.number(1, 18);
        std::int64_t fraction = 0;
        bool point = false;
        if (time && (point = reader.skip("."))) {
            const std::size_t before = reader.rest().size();
            fraction = reader.number(1, 6);
            for (std::size_t digits = before - reader.rest().size(); digits < 6; ++digits) fraction *= 10;
        }
        const std::int64_t count = minus ? -number : number;
        const auto add = [&](auto& part, std::int64_t unit) {
            std::int64_t sum = 0;
            if (__builtin_mul_overflow(count, unit, &sum) || __builtin_add_overflow(sum, part, &part))
                reader.out_of_range();
        };
        if (time && reader.skip("S")) {
            add(result.microseconds, 1'000'000);
            if (__builtin_add_overflow(result.microseconds, minus ? -fraction : fraction, &result.microseconds))
                reader.out_of_range();
            continue;
        }
        if (point) reader.refuse();
        if (time && reader.skip("H")) add(result.microseconds, 3'600'000'000);
        else if (time && reader.skip("M")) add(result.microseconds, 60'000'000);
        else if (!time && reader.skip("Y")) add(result.months, 12);
        else if (!time && reader.skip("M")) add(result.months, 1);
        else if (!time && reader.skip("W")) add(result.days, 7);
        else if (!time && reader.skip("D")) add(result.days, 1);
        else reader.refuse();
    }
    value = result;
}

VINYL_DECL std::string quoted_bound(std::string text) {
    if (!text.empty() && text.find_first_of(" ,()[]\"\\\t\n\r\f\v") == std::string::npos) return text;
    std::string quoted(1, '"');
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted.push_back(c);
        quoted.push_back(c);
    }
    quoted.push_back('"');
    return quoted;
}

VINYL_DECL range_text split_range(std::string_view text) {
    range_text parts;
    if (text == "empty") {
        parts.empty = true;
        return parts;
    }
    text_reader reader("range", text, "[lower,upper), with a missing bound left out, or empty");
    const auto bound = [&]() -> std::optional<std::string> {
        std::string found;
        bool any = false;
        while (!reader.at_end() && !reader.rest().starts_with(',') && !reader.rest().starts_with(')') &&
               !reader.rest().starts_with(']')) {
            any = true;
            if (!reader.skip("\"")) {
                found += reader.until(",)]\"");
                continue;
            }
            while (true) {
                found += reader.until("\"\\");
                if (reader.skip("\"\"")) {
                    found.push_back('"');
                } else if (reader.skip("\\")) {
                    if (reader.at_end()) reader.refuse();
                    found.push_back(reader.rest().front());
                    static_cast<void>(reader.skip(reader.rest().substr(0, 1)));
                } else {
                    reader.expect("\"");
                    break;
                }
            }
        }
        return any ? std::optional(std::move(found)) : std::nullopt;
    };
    parts.lower_inclusive = reader.skip("[");
    if (!parts.lower_inclusive) reader.expect("(");
    parts.lower = bound();
    reader.expect(",");
    parts.upper = bound();
    parts.upper_inclusive = reader.skip("]");
    if (!parts.upper_inclusive) reader.expect(")");
    reader.expect_end();
    return parts;
}

}  // namespace detail

VINYL_DECL std::string to_string(const date& value) {
    if (value.ok()) return detail::day_text(std::chrono::sys_days(value).time_since_epoch().count());
    std::string out;
    detail::append_padded(out, int{value.year()}, 4);
    out.push_back('-');
    detail::append_padded(out, unsigned{value.month()}, 2);
    out.push_back('-');
    detail::append_padded(out, unsigned{value.day()}, 2);
    return out + " is no date";
}

VINYL_DECL std::string to_string(wide_date value) {
    if (value == date_infinity) return std::string(detail::text_of_infinity);
    if (value == date_minus_infinity) return std::string(detail::text_of_minus_infinity);
    return detail::day_text(value.time_since_epoch().count());
}

VINYL_DECL std::string to_string(timestamp value) {
    return detail::moment_text(value.time_since_epoch().count(), "+00");
}

VINYL_DECL std::string to_string(local_timestamp value) {
    return detail::moment_text(value.time_since_epoch().count(), {});
}

}  // namespace vinyl
