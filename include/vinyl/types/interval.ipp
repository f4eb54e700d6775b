// The text of an interval.
#pragma once

#include <vinyl/types/interval.hpp>

namespace vinyl {

VINYL_DECL std::string interval::to_string() const {
    if (months == 0 && days == 0 && microseconds == 0) return "PT0S";
    std::string out = "P";
    const auto part = [&](std::int64_t value, char unit) {
        if (value != 0) out.append(std::to_string(value)).push_back(unit);
    };
    part(months / 12, 'Y');
    part(months % 12, 'M');
    part(days, 'D');
    if (microseconds == 0) return out;

    out.push_back('T');
    part(microseconds / 3'600'000'000, 'H');
    part(microseconds / 60'000'000 % 60, 'M');
    const std::int64_t seconds = microseconds / 1'000'000 % 60;
    const std::int64_t fraction = microseconds % 1'000'000;
    if (seconds == 0 && fraction == 0) return out;
    if (seconds < 0 || fraction < 0) out.push_back('-');
    out.append(std::to_string(seconds < 0 ? -seconds : seconds));
    if (fraction != 0) {
        const std::string digits = std::to_string(fraction < 0 ? -fraction : fraction);
        out.append(".").append(6 - digits.size(), '0').append(digits);
        out.erase(out.find_last_not_of('0') + 1);
    }
    out.push_back('S');
    return out;
}

}  // namespace vinyl
