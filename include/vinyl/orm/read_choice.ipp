// Values that people write.
#pragma once

#include <vinyl/orm/read_choice.hpp>

namespace vinyl::detail {

VINYL_DECL bool read_bool(std::string_view text) {
    for (const std::string_view yes : {"true", "1", "on", "yes"})
        if (text == yes) return true;
    for (const std::string_view no : {"false", "0", "off", "no"})
        if (text == no) return false;
    throw_bad_text("bool", text, "true or false");
}

VINYL_DECL std::vector<std::string_view> split_list(std::string_view text) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        parts.push_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return parts;
}

}  // namespace vinyl::detail
