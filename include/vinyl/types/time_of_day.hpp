// The time of day of a `time` column.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/types/bad_value.hpp>

#include <chrono>
#include <compare>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace vinyl {

/// A time of day in microseconds, from 00:00:00 to 24:00:00: PostgreSQL has the end of a day as a value of its own.
class time_of_day {
public:
    /// Midnight.
    constexpr time_of_day() noexcept = default;

    /// Throws data_error unless 0 <= since_midnight <= 24 hours.
    constexpr explicit time_of_day(std::chrono::microseconds since_midnight) : value_(since_midnight.count()) {
        if (value_ < 0 || value_ > last) detail::throw_bad_value("time_of_day", "it is not from 00:00:00 to 24:00:00");
    }

    /// `time_of_day(18, 30)`. Throws data_error when a part is out of its range.
    constexpr time_of_day(int hours, int minutes, int seconds = 0, int microseconds = 0)
        : time_of_day(std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds) +
                      std::chrono::microseconds(microseconds)) {
        if (hours < 0 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59 || microseconds < 0 ||
            microseconds > 999'999)
            detail::throw_bad_value("time_of_day", "a part of it is out of range");
    }

    /// Reads "18:30", "18:30:15" or "18:30:15.123456". Throws data_error when the text is something else.
    explicit time_of_day(std::string_view text);

    /// The end of the day, 24:00:00.
    [[nodiscard]] static constexpr time_of_day end_of_day() { return time_of_day(std::chrono::hours(24)); }

    [[nodiscard]] constexpr std::chrono::microseconds since_midnight() const noexcept {
        return std::chrono::microseconds(value_);
    }
    [[nodiscard]] constexpr int hours() const noexcept { return static_cast<int>(value_ / 3'600'000'000); }
    [[nodiscard]] constexpr int minutes() const noexcept { return static_cast<int>(value_ / 60'000'000 % 60); }
    [[nodiscard]] constexpr int seconds() const noexcept { return static_cast<int>(value_ / 1'000'000 % 60); }
    [[nodiscard]] constexpr int microseconds() const noexcept { return static_cast<int>(value_ % 1'000'000); }

    /// As PostgreSQL prints it: "18:30:15.5".
    [[nodiscard]] std::string to_string() const;

    friend constexpr auto operator<=>(const time_of_day&, const time_of_day&) noexcept = default;

    template <class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        const time_of_day& value) {
        return out << value.to_string();
    }

private:
    static constexpr std::int64_t last = 86'400'000'000;

    std::int64_t value_ = 0;
};

}  // namespace vinyl

template <>
struct std::hash<vinyl::time_of_day> {
    [[nodiscard]] std::size_t operator()(const vinyl::time_of_day& value) const noexcept {
        return std::hash<std::int64_t>()(value.since_midnight().count());
    }
};

#ifdef VINYL_HEADER_ONLY
#include <vinyl/types/time_of_day.ipp>
#endif
