// Quoting of names.
#pragma once

#include <vinyl/sql/identifier.hpp>

#include <vinyl/base/error.hpp>

#include <algorithm>
#include <cstddef>

namespace vinyl::sql {
namespace detail {

[[noreturn]] inline void bad_identifier(std::string_view name) {
    if (name.empty()) throw usage_error("a name in SQL can not be empty");
    if (name.size() > 63)
        throw usage_error("the name \"" + std::string(name) + "\" is longer than the 63 bytes PostgreSQL keeps");
    throw usage_error("a name in SQL can not contain a NUL byte");
}

/// Writes "name" from `end` on and returns the new end.
inline char* write_identifier(char* end, std::string_view name) {
    *end++ = '"';
    for (const char c : name) {
        if (c == '\0') bad_identifier(name);
        if (c == '"') *end++ = '"';
        *end++ = c;
    }
    *end++ = '"';
    return end;
}

constexpr std::size_t longest_quoted = 2 * longest_identifier + 2;

}  // namespace detail

VINYL_DECL void append_identifier(std::string& text, std::string_view name) {
    if (name.empty() || name.size() > detail::longest_identifier) detail::bad_identifier(name);
    // Every statement names many columns, so each name is put together first and the text grows once.
    char made[detail::longest_quoted];
    text.append(made, detail::write_identifier(made, name));
}

VINYL_DECL void append_identifier(std::string& text, std::string_view prefix, std::string_view name) {
    if (name.empty() || name.size() > detail::longest_identifier) detail::bad_identifier(name);
    char made[2 * detail::longest_quoted];
    if (prefix.size() > detail::longest_quoted) {
        text += prefix;
        prefix = {};
    }
    text.append(made, detail::write_identifier(std::copy(prefix.begin(), prefix.end(), made), name));
}

VINYL_DECL std::string quoted_identifier(std::string_view name) {
    std::string text;
    append_identifier(text, name);
    return text;
}

VINYL_DECL void append_table(std::string& text, const table_info& table) {
    if (!table.schema.empty()) {
        append_identifier(text, table.schema);
        text += '.';
    }
    append_identifier(text, table.name);
}

VINYL_DECL std::string quoted_table(const table_info& table) {
    std::string text;
    append_table(text, table);
    return text;
}

}  // namespace vinyl::sql
