// Aggregates that gather values: array_agg("title"_f).order_by("title"_f), string_agg("title"_f, ", "), bool_or("live"_f).
// NULL when there is no row.
#pragma once

#include <vinyl/expr/aggregate.hpp>

#include <vinyl/types/json_name.hpp>

#include <optional>
#include <string>
#include <utility>

namespace vinyl {

/// All values as an array: a std::vector, of std::optional where a value may be NULL. Those that are NULL are among them.
template <expression E>
[[nodiscard]] constexpr auto array_agg(E argument) {
    return aggregate_function<std::optional<gives::array>(takes::anything)>("ARRAY_AGG")(std::move(argument));
}
/// All values as one text with a delimiter in between; NULLs are left out.
template <expression E, class V>
[[nodiscard]] constexpr auto string_agg(E text, V&& delimiter) {
    return aggregate_function<std::optional<std::string>(std::string, std::string)>("STRING_AGG")(
        std::move(text), std::forward<V>(delimiter));
}
/// All values as a JSON array. Those that are NULL are null in it.
template <expression E>
[[nodiscard]] constexpr auto jsonb_agg(E argument) {
    return aggregate_function<std::optional<json>(takes::anything)>("JSONB_AGG")(std::move(argument));
}
/// Whether all are true, of a bool or a condition; NULLs are left out.
template <expression E>
[[nodiscard]] constexpr auto bool_and(E argument) {
    return aggregate_function<std::optional<bool>(bool)>("BOOL_AND", {.ignores_repeats = true})(std::move(argument));
}
/// Whether one is true; NULLs are left out.
template <expression E>
[[nodiscard]] constexpr auto bool_or(E argument) {
    return aggregate_function<std::optional<bool>(bool)>("BOOL_OR", {.ignores_repeats = true})(std::move(argument));
}
/// The bits that are set in all integers.
template <expression E>
[[nodiscard]] constexpr auto bit_and(E argument) {
    return aggregate_function<std::optional<gives::same>(takes::integer)>(
        "BIT_AND", {.ignores_repeats = true})(std::move(argument));
}
/// The bits that are set in one of the integers.
template <expression E>
[[nodiscard]] constexpr auto bit_or(E argument) {
    return aggregate_function<std::optional<gives::same>(takes::integer)>(
        "BIT_OR", {.ignores_repeats = true})(std::move(argument));
}
/// The bits that are set in an odd number of integers.
template <expression E>
[[nodiscard]] constexpr auto bit_xor(E argument) {
    return aggregate_function<std::optional<gives::same>(takes::integer)>("BIT_XOR")(std::move(argument));
}
/// One of the values that are not NULL, whichever the server likes. From PostgreSQL 16 on.
template <expression E>
[[nodiscard]] constexpr auto any_value(E argument) {
    return aggregate_function<std::optional<gives::one_of_them>(takes::anything)>("ANY_VALUE")(std::move(argument));
}

namespace functions {
using vinyl::any_value;
using vinyl::array_agg;
using vinyl::bit_and;
using vinyl::bit_or;
using vinyl::bit_xor;
using vinyl::bool_and;
using vinyl::bool_or;
using vinyl::jsonb_agg;
using vinyl::string_agg;
}  // namespace functions

}  // namespace vinyl
