// Parts of dates and times as functions of any expression, and dates and times cut off at one: extract_hour("at"_f),
// trunc_month("at"_f, "Europe/Berlin"). (Paths have the parts, too: "at__hour"_f.)
#pragma once

#include <vinyl/expr/function_overloads.hpp>
#include <vinyl/expr/transforms.hpp>
#include <vinyl/types/time_zone.hpp>
#include <vinyl/types/timestamp.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

namespace vinyl {

namespace gives {

/// Of an instant what clocks show, and the other way round.
struct other_timestamp {
    template <class T, class...>
    using of = std::conditional_t<std::same_as<T, timestamp>, local_timestamp, timestamp>;
};

}  // namespace gives

namespace detail {

/// A zone as an argument: of the row's own, or a value.
template <class Zone>
constexpr decltype(auto) zone_argument(Zone&& zone) {
    if constexpr (calculable<Zone>) return std::forward<Zone>(zone);
    else return std::string(time_zone(std::forward<Zone>(zone)).name());
}

inline constexpr sql::function_traits of_zone{.is_strict = true, .is_total = true, .zone = sql::zone_use::moves};

template <fixed_string Part, class E, class... Zone>
constexpr auto part_of(E&& value, Zone&&... zone) {
    static_assert(sizeof...(Zone) <= 1, "vinyl: a value and maybe a time zone, no more");
    if constexpr (sizeof...(Zone) == 0) {
        return transform<Part>(std::forward<E>(value));
    } else {
        constexpr function<local_timestamp(timestamp, std::string)> moved("({} AT TIME ZONE {})", of_zone);
        return transform<Part>(moved(std::forward<E>(value), zone_argument(std::forward<Zone>(zone))...));
    }
}

/// DATE_TRUNC: of timestamps, and of what else has such a part, whose type stands behind.
template <fixed_string Part, class Others, fixed_string Behind, class E, class... Zone>
constexpr auto truncated(E&& value, Zone&&... zone) {
    static_assert(sizeof...(Zone) <= 1, "vinyl: a value and maybe a time zone, no more");
    constexpr function_traits traits{.is_strict = true, .is_total = true, .zone = sql::zone_use::takes};
    if constexpr (sizeof...(Zone) == 0) {
        constexpr function_overloads cut(
            function<gives::same(takes::timestamps)>(joined_text<"DATE_TRUNC('", Part, "', {})">.value, traits),
            function<gives::same(Others)>(joined_text<"DATE_TRUNC('", Part, "', {}", Behind>.value, traits));
        return cut(std::forward<E>(value));
    } else {
        constexpr function<timestamp(timestamp, std::string)> cut(joined_text<"DATE_TRUNC('", Part, "', {}, {})">.value,
                                                                  {.is_strict = true, .is_total = true});
        return cut(std::forward<E>(value), zone_argument(std::forward<Zone>(zone))...);
    }
}

}  // namespace detail

/// What clocks in this zone show at an instant, or, of what clocks there show, the instant. The zone is a vinyl::time_zone,
/// or what one is made of, or an expression with a zone's name.
template <detail::calculable E, class Zone>
[[nodiscard]] constexpr auto at_time_zone(E&& time, Zone&& zone) {
    return function<gives::other_timestamp(takes::timestamps, std::string)>("({} AT TIME ZONE {})", detail::of_zone)(
        std::forward<E>(time), detail::zone_argument(std::forward<Zone>(zone)));
}

// Parts of dates, of times of day and of timestamps, as numbers. A timestamp that is an instant has them in a time zone: the
// one that is given, else the query's (in_time_zone), else the session's.

template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto extract_year(E&& value, Zone&&... zone) {
    return detail::part_of<"year">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
/// Of ISO 8601's weeks.
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto extract_iso_year(E&& value, Zone&&... zone) {
    return detail::part_of<"iso_year">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto extract_quarter(E&& value, Zone&&... zone) {
    return detail::part_of<"quarter">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto extract_month(E&& value, Zone&&... zone) {
    return detail::part_of<"month">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
/// Of ISO 8601's weeks: 1 to 53.
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto extract_week(E&& value, Zone&&... zone) {
    return detail::part_of<"week">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto extract_day(E&& value, Zone&&... zone) {
    return detail::part_of<"day">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
/// 1 is Sunday, 7 Saturday.
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto extract_week_day(E&& value, Zone&&... zone) {
    return detail::part_of<"week_day">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
/// 1 is Monday, 7 Sunday.
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto extract_iso_week_day(E&& value, Zone&&... zone) {
    return detail::part_of<"iso_week_day">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto extract_hour(E&& value, Zone&&... zone) {
    return detail::part_of<"hour">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto extract_minute(E&& value, Zone&&... zone) {
    return detail::part_of<"minute">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
/// Whole seconds.
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto extract_second(E&& value, Zone&&... zone) {
    return detail::part_of<"second">(std::forward<E>(value), std::forward<Zone>(zone)...);
}

// Dates, times of day and timestamps cut off: the first moment of the year, the month, ... that they are in. The type stays.
// Time zones as above; it is the zone's midnight, given as the instant that it is.

template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto trunc_year(E&& value, Zone&&... zone) {
    return detail::truncated<"year", takes::dates, "::timestamp)::date">(std::forward<E>(value),
                                                                         std::forward<Zone>(zone)...);
}
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto trunc_quarter(E&& value, Zone&&... zone) {
    return detail::truncated<"quarter", takes::dates, "::timestamp)::date">(std::forward<E>(value),
                                                                            std::forward<Zone>(zone)...);
}
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto trunc_month(E&& value, Zone&&... zone) {
    return detail::truncated<"month", takes::dates, "::timestamp)::date">(std::forward<E>(value),
                                                                          std::forward<Zone>(zone)...);
}
/// The Monday.
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto trunc_week(E&& value, Zone&&... zone) {
    return detail::truncated<"week", takes::dates, "::timestamp)::date">(std::forward<E>(value),
                                                                         std::forward<Zone>(zone)...);
}
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto trunc_day(E&& value, Zone&&... zone) {
    return detail::truncated<"day", takes::dates, "::timestamp)::date">(std::forward<E>(value),
                                                                        std::forward<Zone>(zone)...);
}
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto trunc_hour(E&& value, Zone&&... zone) {
    return detail::truncated<"hour", takes::times, ")::time">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto trunc_minute(E&& value, Zone&&... zone) {
    return detail::truncated<"minute", takes::times, ")::time">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto trunc_second(E&& value, Zone&&... zone) {
    return detail::truncated<"second", takes::times, ")::time">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
/// The date of a timestamp.
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto trunc_date(E&& value, Zone&&... zone) {
    return detail::part_of<"date">(std::forward<E>(value), std::forward<Zone>(zone)...);
}
/// The time of day of a timestamp.
template <detail::calculable E, class... Zone>
[[nodiscard]] constexpr auto trunc_time(E&& value, Zone&&... zone) {
    return detail::part_of<"time">(std::forward<E>(value), std::forward<Zone>(zone)...);
}

namespace functions {
using vinyl::at_time_zone;
using vinyl::extract_day;
using vinyl::extract_hour;
using vinyl::extract_iso_week_day;
using vinyl::extract_iso_year;
using vinyl::extract_minute;
using vinyl::extract_month;
using vinyl::extract_quarter;
using vinyl::extract_second;
using vinyl::extract_week;
using vinyl::extract_week_day;
using vinyl::extract_year;
using vinyl::trunc_date;
using vinyl::trunc_day;
using vinyl::trunc_hour;
using vinyl::trunc_minute;
using vinyl::trunc_month;
using vinyl::trunc_quarter;
using vinyl::trunc_second;
using vinyl::trunc_time;
using vinyl::trunc_week;
using vinyl::trunc_year;
}  // namespace functions

}  // namespace vinyl
