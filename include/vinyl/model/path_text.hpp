// The text of a path, split at its double underscores.
#pragma once

#include <cstddef>
#include <string_view>

namespace vinyl::detail {

/// The end of the segment that begins at `from`: the next "__" behind at least one character, or the end of the text.
constexpr std::size_t end_of_segment(std::string_view path, std::size_t from) {
    const std::size_t end = path.find("__", from + 1);
    return end == path.npos ? path.size() : end;
}

constexpr std::size_t begin_of_next(std::string_view path, std::size_t end) {
    return end == path.size() ? end : end + 2;
}

}  // namespace vinyl::detail
