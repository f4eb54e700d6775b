// Bodies of the errors of the value types.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/types/bad_value.hpp>

#include <string>

namespace vinyl::detail {

VINYL_DECL void throw_bad_value(std::string_view type, std::string_view problem) {
    std::string message(type);
    message.append(": ").append(problem);
    throw data_error(message);
}

VINYL_DECL void throw_bad_text(std::string_view type, std::string_view text, std::string_view expected) {
    constexpr std::size_t longest = 60;
    std::string message(type);
    message.append(": \"").append(text.substr(0, longest)).append(text.size() > longest ? "...\"" : "\"");
    message.append(" can not be read; expected ").append(expected);
    throw data_error(message);
}

}  // namespace vinyl::detail
