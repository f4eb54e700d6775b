// Columns of text, and a clock.
#pragma once

#include <vinyl/types/decimal.hpp>

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

/// A text filled up, or cut, to a column of so many characters (of UTF-8) with a space behind it.
inline std::string fit(std::string text, std::size_t width) {
    const auto begins_character = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; };
    const auto characters = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
    if (characters < width) return text.append(width - characters, ' ');
    std::size_t end = 0;
    for (std::size_t seen = 0; end < text.size(); ++end)
        if (begins_character(text[end]) && ++seen == width - 1) break;
    return text.substr(0, end) + "… ";
}

/// " 9.99", in a column of that width.
inline std::string money(const vinyl::decimal& amount, std::size_t width = 7) {
    const std::string text = amount.round(2).to_string();
    return std::string(width - std::min(width, text.size()), ' ') + text;
}
inline std::string money(const std::optional<vinyl::decimal>& amount, std::size_t width = 7) {
    return amount ? money(*amount, width) : std::string(width, ' ');
}

/// Milliseconds since it was made.
class stopwatch {
public:
    [[nodiscard]] double milliseconds() const {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin_).count();
    }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};
