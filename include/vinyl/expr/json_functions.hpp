// Values put together as JSON: json_object("name"_f = upper("name"_f)), json_array("price"_f, "rating"_f).
#pragma once

#include <vinyl/expr/function.hpp>
#include <vinyl/types/json_name.hpp>

#include <optional>
#include <tuple>
#include <utility>

namespace vinyl {

/// An object with a member for each name: `json_object("name"_f = upper("name"_f), "n"_f = 3)`.
template <fixed_string... Names, class... Operands>
[[nodiscard]] constexpr auto json_object(const keyword<Names, Operands>&... members) {
    using make = function<json(std::optional<takes::anything>, ...)>;
    constexpr make object("JSONB_BUILD_OBJECT");
    return std::apply([&](const auto&... each) { return object(each...); },
                      std::tuple_cat(std::tuple<constant<literal_text<Names.size() + 1>>, Operands>(
                          constant(literal_text<Names.size() + 1>(Names.value)), members.operand())...));
}
/// An array of the values.
template <class... Vs>
    requires(detail::calculable<Vs> || ...)
[[nodiscard]] constexpr auto json_array(Vs&&... values) {
    return function<json(std::optional<takes::anything>, ...)>("JSONB_BUILD_ARRAY")(std::forward<Vs>(values)...);
}

namespace functions {
using vinyl::json_array;
using vinyl::json_object;
}  // namespace functions

}  // namespace vinyl
