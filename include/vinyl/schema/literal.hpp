// Values as SQL literals, for the places where the server takes no parameters: DEFAULT and CHECK. They only ever come
// from a model's own source text.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/base/statement.hpp>

#include <string>
#include <string_view>

namespace vinyl::schema::detail {

/// Text in single quotes. Throws usage_error for a NUL byte.
[[nodiscard]] std::string quoted_text(std::string_view text);

/// A value of a built-in type as a literal that has exactly this value and type.
/// Throws usage_error for types that have no literal here.
[[nodiscard]] std::string literal(const wire_value& value);

/// SQL text with its parameters `$1`, `$2` ... replaced by literals, and without `prefix`, the quoted name of the table and
/// the dot that stand before every column. Other quoted names and texts in it are left as they are.
[[nodiscard]] std::string with_literals(std::string_view text, list_view<const wire_value> parameters,
                                        std::string_view prefix = {});

}  // namespace vinyl::schema::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/schema/literal.ipp>
#endif
