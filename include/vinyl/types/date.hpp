// The calendar date of a `date` column.
// https://www.postgresql.org/docs/current/datatype-datetime.html
#pragma once

#include <chrono>

namespace vinyl {

/// A day of the (proleptic) Gregorian calendar. It holds the years -32767 to 32767, where year 0 is 1 BC; PostgreSQL
/// has 4713 BC to 5874897 AD and two infinities. Reading what does not fit throws data_error: declare such a column as
/// wide_date. Note that `date{}` is no calendar date (its month is 0), so it can not be stored.
using date = std::chrono::year_month_day;

/// A column type for `date`, too: a count of days which holds everything that PostgreSQL does.
using wide_date = std::chrono::sys_days;

/// PostgreSQL's `infinity`, later than all dates.
inline constexpr wide_date date_infinity = wide_date::max();
/// PostgreSQL's `-infinity`, earlier than all dates.
inline constexpr wide_date date_minus_infinity = wide_date::min();

}  // namespace vinyl
