#include "differential/named_queries.hpp"

#include <boost/json/parse.hpp>

namespace differential {

timestamp at(int year, unsigned month, unsigned of_month, int hour, int minute, int second, int microsecond) {
    return std::chrono::sys_days(day(year, month, of_month)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           std::chrono::seconds(second) + std::chrono::microseconds(microsecond);
}

json parsed(std::string_view text) { return boost::json::parse(text); }

std::vector<std::byte> bytes(std::string_view text) {
    const auto* const begin = reinterpret_cast<const std::byte*>(text.data());
    return {begin, begin + text.size()};
}

}  // namespace differential
