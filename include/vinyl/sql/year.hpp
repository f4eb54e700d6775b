// A year as the days it begins and ends with: what a comparison of a year with a value is written with. Internal to sql/.
#pragma once

#include <vinyl/base/statement.hpp>
#include <vinyl/sql/function_info.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace vinyl::sql::detail {

/// The whole number that a parameter carries. @pre is_whole(wire.oid) and it is not NULL
inline std::int64_t whole_number_in(const wire_value& wire) noexcept {
    std::uint64_t bits = !wire.bytes.empty() && wire.bytes[0] < 0 ? ~std::uint64_t{0} : 0;
    for (const char byte : wire.bytes) bits = bits << 8 | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(bits);
}

/// The first day of a year, or of the one after it, as a date parameter; infinite beyond the dates of PostgreSQL. The year
/// before 1 is -1, as EXTRACT counts them: where 0 would begin, 1 begins. A year of ISO's weeks begins with the Monday of
/// the week that the 4th of January is in.
inline wire_value first_day_of(const wire_value& year, bool year_after, year_of kind = year_of::calendar) {
    if (year.null) return {date_oid, true, {}};
    constexpr std::int64_t first = -4712, last = 5'874'897;  // with a year 0, as days are counted by
    const std::int64_t given = std::clamp<std::int64_t>(whole_number_in(year), first - 3, last + 2);
    const std::int64_t counted = (given <= 0 ? given + 1 : given) + (year_after && given != 0 ? 1 : 0);
    const auto days_before = [](std::int64_t of) {
        constexpr std::int64_t cycle = 400;
        const std::int64_t years = of - 1 + 20 * cycle;  // none is negative then, so that dividing rounds down
        return 365 * years + years / 4 - years / 100 + years / cycle;
    };
    std::int64_t days = days_before(counted) - days_before(2000);
    if (kind == year_of::iso_weeks) {
        const std::int64_t fourth = days + 3, saturday = 5;  // the day that days are counted from
        days = fourth - ((fourth + saturday) % 7 + 7) % 7;
    }
    if (counted < first) days = std::numeric_limits<std::int32_t>::min();
    if (counted > last) days = std::numeric_limits<std::int32_t>::max();
    std::string bytes(4, '\0');
    for (int i = 3; i >= 0; --i, days >>= 8) bytes[static_cast<std::size_t>(i)] = static_cast<char>(days & 0xff);
    return {date_oid, false, std::move(bytes)};
}

}  // namespace vinyl::sql::detail
