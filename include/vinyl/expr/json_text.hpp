// What stands in JSON as a text: json_text("data__owner"_f).
#pragma once

#include <vinyl/expr/function.hpp>

#include <optional>
#include <string>
#include <utility>

namespace vinyl {

/// A JSON value as a text: a string without its quotes, everything else as JSON writes it; NULL for null, and where a key
/// is missing. (Django's KT.)
template <detail::calculable E>
[[nodiscard]] constexpr auto json_text(E&& value) {
    return function<std::optional<std::string>(takes::json)>("({} #>> ARRAY[]::text[])",
                                                             {.is_strict = true})(std::forward<E>(value));
}

namespace functions {
using vinyl::json_text;
}  // namespace functions

}  // namespace vinyl
