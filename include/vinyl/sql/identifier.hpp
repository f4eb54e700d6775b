// Names in SQL text: the one place that quotes them.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/sql/table_info.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace vinyl::sql {

namespace detail {
inline constexpr std::size_t longest_identifier = 63;  ///< What PostgreSQL keeps of a name.
}

/// Appends `name` in double quotes, quotes inside doubled. Throws usage_error for an empty name, one with a NUL byte,
/// and one longer than the 63 bytes that PostgreSQL keeps (it would cut it, and two names could become one).
void append_identifier(std::string& text, std::string_view name);

/// Appends prefix"name", for lists of the columns of one table.
void append_identifier(std::string& text, std::string_view prefix, std::string_view name);

/// The same as a new string.
[[nodiscard]] std::string quoted_identifier(std::string_view name);

/// Appends "schema"."name", or the name alone where the model names no schema.
void append_table(std::string& text, const table_info& table);

/// The same as a new string.
[[nodiscard]] std::string quoted_table(const table_info& table);

}  // namespace vinyl::sql

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/identifier.ipp>
#endif
