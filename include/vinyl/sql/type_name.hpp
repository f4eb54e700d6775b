// Names of SQL types, as they stand in DDL.
#pragma once

#include <cstddef>
#include <string_view>

namespace vinyl::sql {

/// Whether two names are the same but for case.
[[nodiscard]] constexpr bool same_name(std::string_view a, std::string_view b) noexcept {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

/// Calls `add` with each character of a type's name but those of a length or precision: "varchar(20)[]" is "varchar[]". To
/// cast to it cuts nothing off and rounds nothing, as a cast to varchar(20) and numeric(8,2) would.
template <class Add>
constexpr void base_type(std::string_view type, Add add) {
    const auto add_all = [&](std::string_view text) {
        for (const char c : text) add(c);
    };
    const std::size_t array = type.find('[');
    const std::string_view suffix = array == type.npos ? std::string_view() : type.substr(array);
    std::string_view name = type.substr(0, array);
    const std::size_t bracket = name.find('(');
    std::string_view first = name.substr(0, bracket), rest;
    if (bracket != name.npos) {
        const std::size_t end = name.find(')', bracket);
        if (end != name.npos) rest = name.substr(end + 1);
    }
    while (first.ends_with(' ')) first.remove_suffix(1);
    if (name.find('"') != name.npos || same_name(first, "float")) {
        add_all(name);  // a quoted name may hold brackets, and float(24) is another type than float(53)
    } else if (same_name(first, "char") || same_name(first, "character") || same_name(first, "nchar")) {
        add_all("bpchar");  // without a length, char has that of 1
    } else if (same_name(first, "bit")) {
        add_all("\"bit\"");  // the same
    } else {
        add_all(first);
        add_all(rest);
    }
    if (!suffix.empty()) add_all("[]");
}

}  // namespace vinyl::sql
