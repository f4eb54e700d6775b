// Points in time: with a time zone (an instant, timestamptz) and without (what a clock on the wall shows, timestamp).
// https://www.postgresql.org/docs/current/datatype-datetime.html
#pragma once

#include <chrono>

namespace vinyl {

/// An instant, column type `timestamptz`. It holds years up to 294246; PostgreSQL goes to 294276.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// Date and time of day in no particular time zone, column type `timestamp`.
using local_timestamp = std::chrono::local_time<std::chrono::microseconds>;

/// PostgreSQL's `infinity`, later than all others, and `-infinity`, earlier than all others.
inline constexpr timestamp timestamp_infinity = timestamp::max();
inline constexpr timestamp timestamp_minus_infinity = timestamp::min();
inline constexpr local_timestamp local_timestamp_infinity = local_timestamp::max();
inline constexpr local_timestamp local_timestamp_minus_infinity = local_timestamp::min();

}  // namespace vinyl
