// The text of a path, split at its double underscores.
#pragma once

#include <cstddef>
#include <string_view>

namespace vinyl::detail {

/// The end of the segment that begins at `from`: the next "__" that something follows, or the end of the text. Of more
/// underscores the last two divide, so that members such as `class_` can be named.
constexpr std::size_t end_of_segment(std::string_view path, std::size_t from) {
    std::size_t end = from + 1;
    while (end + 1 < path.size() && !(path[end] == '_' && path[end + 1] == '_')) ++end;
    if (end + 1 >= path.size()) return path.size();
    while (end + 2 < path.size() && path[end + 2] == '_') ++end;
    return end + 2 == path.size() ? path.size() : end;
}

/// Whether the text begins with this name, as its first segments; so begins "class___year" with "class_".
constexpr bool begins_with_name(std::string_view path, std::string_view name) {
    if (!path.starts_with(name)) return false;
    const std::string_view rest = path.substr(name.size());
    return rest.empty() || (rest.size() > 2 && rest.starts_with("__") && rest[2] != '_');
}

constexpr std::size_t begin_of_next(std::string_view path, std::size_t end) {
    return end == path.size() ? end : end + 2;
}

}  // namespace vinyl::detail
