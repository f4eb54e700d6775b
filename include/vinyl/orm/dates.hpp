// dates() and datetimes(): which days, months, hours ... there are.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/bind/bind.hpp>
#include <vinyl/codec/date.hpp>
#include <vinyl/codec/timestamp.hpp>
#include <vinyl/expr/order_operand.hpp>
#include <vinyl/sql/function_info.hpp>
#include <vinyl/sql/recording.hpp>
#include <vinyl/types/time_zone.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vinyl {

/// What dates are cut off at: 1959-08-17 is in the year 1959-01-01, the week (from Monday) 1959-08-17.
enum class date_kind : unsigned char { year, quarter, month, week, day };
/// What times are cut off at.
enum class datetime_kind : unsigned char { year, quarter, month, week, day, hour, minute, second };

namespace detail {

inline constexpr sql::function_traits of_dates{.is_strict = true, .is_total = true};
inline constexpr sql::function_traits of_query_zone{.is_strict = true, .is_total = true, .zone = sql::zone_use::takes};

inline constexpr sql::function_info cut_dates[] = {{"DATE_TRUNC('year', {}::timestamp)::date", of_dates},
                                                   {"DATE_TRUNC('quarter', {}::timestamp)::date", of_dates},
                                                   {"DATE_TRUNC('month', {}::timestamp)::date", of_dates},
                                                   {"DATE_TRUNC('week', {}::timestamp)::date", of_dates},
                                                   {"DATE_TRUNC('day', {}::timestamp)::date", of_dates}};
/// In the query's time zone, or the session's.
inline constexpr sql::function_info cut_times[] = {
    {"DATE_TRUNC('year', {})", of_query_zone},   {"DATE_TRUNC('quarter', {})", of_query_zone},
    {"DATE_TRUNC('month', {})", of_query_zone},  {"DATE_TRUNC('week', {})", of_query_zone},
    {"DATE_TRUNC('day', {})", of_query_zone},    {"DATE_TRUNC('hour', {})", of_query_zone},
    {"DATE_TRUNC('minute', {})", of_query_zone}, {"DATE_TRUNC('second', {})", of_query_zone}};
inline constexpr sql::function_info cut_times_in_zone[] = {
    {"DATE_TRUNC('year', {}, {})", of_dates},   {"DATE_TRUNC('quarter', {}, {})", of_dates},
    {"DATE_TRUNC('month', {}, {})", of_dates},  {"DATE_TRUNC('week', {}, {})", of_dates},
    {"DATE_TRUNC('day', {}, {})", of_dates},    {"DATE_TRUNC('hour', {}, {})", of_dates},
    {"DATE_TRUNC('minute', {}, {})", of_dates}, {"DATE_TRUNC('second', {}, {})", of_dates}};

/// Says the different values of a field, which may have a '-' in front for the opposite order, cut off.
/// @param zone  an argument of `cut`; null: none
template <class Scope, class T, fixed_string Name>
[[nodiscard]] sql::recording cut_values(sql::recording rows, const sql::function_info& cut, const time_zone* zone) {
    constexpr field<without_sign<Name>()> plain;
    bind_value<Scope>(plain, rows);
    rows.is_null(false);
    rows.filter();
    bind_value<Scope>(plain, rows);
    if (zone != nullptr) rows.value(to_parameter<std::string>(zone->name()));
    rows.function(cut, zone != nullptr ? 2 : 1, codec<T>::oid);
    static constexpr std::string_view column[] = {"__cut"};
    rows.values(column);
    rows.distinct();
    rows.annotation(column[0]);
    rows.term(Name.view()[0] == '-');
    rows.order_by(1);
    return rows;
}

template <class Scope, fixed_string Name>
using cut_type = typename value_of<Scope, field<without_sign<Name>()>>::type;

}  // namespace detail
}  // namespace vinyl
