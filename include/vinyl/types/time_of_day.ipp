// Text to and from time_of_day.
#pragma once

#include <vinyl/types/time_of_day.hpp>

namespace vinyl {

VINYL_DECL time_of_day::time_of_day(std::string_view text) {
    constexpr std::string_view type = "time_of_day";
    constexpr std::string_view expected = "HH:MM, HH:MM:SS or HH:MM:SS.ffffff";
    const auto digit = [&](std::size_t at) {
        if (at >= text.size() || text[at] < '0' || text[at] > '9') detail::throw_bad_text(type, text, expected);
        return text[at] - '0';
    };
    const auto colon = [&](std::size_t at) {
        if (text[at] != ':') detail::throw_bad_text(type, text, expected);
    };

    const int hours = digit(0) * 10 + digit(1);
    if (text.size() < 5) detail::throw_bad_text(type, text, expected);
    colon(2);
    const int minutes = digit(3) * 10 + digit(4);
    int seconds = 0;
    int microseconds = 0;
    if (text.size() > 5) {
        colon(5);
        seconds = digit(6) * 10 + digit(7);
    }
    if (text.size() > 8) {
        if (text[8] != '.' || text.size() == 9 || text.size() > 15) detail::throw_bad_text(type, text, expected);
        for (std::size_t at = 9; at < 15; ++at) microseconds = microseconds * 10 + (at < text.size() ? digit(at) : 0);
    }
    *this = time_of_day(hours, minutes, seconds, microseconds);
}

VINYL_DECL std::string time_of_day::to_string() const {
    std::string out;
    const auto two_digits = [&](int value) {
        out.push_back(static_cast<char>('0' + value / 10));
        out.push_back(static_cast<char>('0' + value % 10));
    };
    two_digits(hours());
    out.push_back(':');
    two_digits(minutes());
    out.push_back(':');
    two_digits(seconds());
    if (microseconds() == 0) return out;

    const std::string fraction = std::to_string(microseconds());
    out.append(".").append(6 - fraction.size(), '0').append(fraction);
    out.erase(out.find_last_not_of('0') + 1);
    return out;
}

}  // namespace vinyl
