// What PostgreSQL calls a zone that is an offset.
#pragma once

#include <vinyl/types/time_zone.hpp>

#include <optional>

namespace vinyl {
namespace detail {

/// "hh", "hhmm" or "hh:mm", h for hh, too.
[[nodiscard]] inline std::optional<std::chrono::minutes> offset_in(std::string_view text) {
    const auto digits = [&](std::size_t most) -> std::optional<int> {
        int number = 0;
        std::size_t count = 0;
        for (; count < most && count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count)
            number = number * 10 + (text[count] - '0');
        text.remove_prefix(count);
        return count == 0 ? std::nullopt : std::optional(number);
    };
    const std::optional<int> hours = digits(2);
    if (!hours) return std::nullopt;
    if (text.empty()) return std::chrono::hours(*hours);
    if (text.front() == ':') text.remove_prefix(1);
    const bool both = text.size() == 2;
    const std::optional<int> minutes = digits(2);
    if (!both || !minutes || !text.empty()) return std::nullopt;
    return std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
}

}  // namespace detail

VINYL_DECL time_zone::time_zone(std::chrono::minutes ahead_of_utc) : name_("UTC") {
    const auto two_digits = [&](long long number) {
        if (number < 10) name_ += '0';
        name_ += std::to_string(number);
    };
    const long long minutes = ahead_of_utc.count() < 0 ? -ahead_of_utc.count() : ahead_of_utc.count();
    name_ += ahead_of_utc.count() < 0 ? '+' : '-';
    two_digits(minutes / 60);
    name_ += ':';
    two_digits(minutes % 60);
}

VINYL_DECL time_zone::time_zone(std::string_view name) : name_(name) {
    for (const std::string_view prefix : {"UTC", "GMT"})
        if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    if (name.empty() || (name.front() != '+' && name.front() != '-')) return;
    if (const auto ahead = detail::offset_in(name.substr(1))) *this = time_zone(name.front() == '+' ? *ahead : -*ahead);
}

}  // namespace vinyl
