// Functions of the database: lower("name"_f), coalesce("country"_f, "?"), now(). Each is one descriptor, in a template
// of its name, which argument-dependent lookup finds from a field.
#pragma once

#include <vinyl/expr/function.hpp>
#include <vinyl/types/timestamp.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace vinyl {

template <detail::calculable E>
[[nodiscard]] constexpr auto lower(E&& text) {
    return function<std::string(std::string)>("LOWER", {.is_strict = true})(std::forward<E>(text));
}
template <detail::calculable E>
[[nodiscard]] constexpr auto upper(E&& text) {
    return function<std::string(std::string)>("UPPER", {.is_strict = true})(std::forward<E>(text));
}
/// Number of characters.
template <detail::calculable E>
[[nodiscard]] constexpr auto length(E&& text) {
    return function<std::int32_t(std::string)>("LENGTH", {.is_strict = true})(std::forward<E>(text));
}
template <detail::calculable E>
[[nodiscard]] constexpr auto abs(E&& number) {
    return function<gives::same(takes::number)>("ABS", {.is_strict = true})(std::forward<E>(number));
}
/// The first argument that is not NULL.
template <class... Vs>
    requires(detail::calculable<Vs> || ...)
[[nodiscard]] constexpr auto coalesce(Vs&&... values) {
    return function<gives::one_of_them(takes::anything, ...)>("COALESCE")(std::forward<Vs>(values)...);
}
/// The first value, or NULL where both are equal: `nullif("country"_f, "")`.
template <detail::calculable E, class V>
[[nodiscard]] constexpr auto nullif(E&& value, V&& other) {
    return function<std::optional<gives::same>(takes::anything, std::optional<takes::same>)>(
        "NULLIF", {.gives_first = true})(std::forward<E>(value), std::forward<V>(other));
}
/// The largest argument; NULLs are left out.
template <class... Vs>
    requires(detail::calculable<Vs> || ...)
[[nodiscard]] constexpr auto greatest(Vs&&... values) {
    return function<gives::one_of_them(takes::anything, ...)>("GREATEST")(std::forward<Vs>(values)...);
}
/// The smallest argument; NULLs are left out.
template <class... Vs>
    requires(detail::calculable<Vs> || ...)
[[nodiscard]] constexpr auto least(Vs&&... values) {
    return function<gives::one_of_them(takes::anything, ...)>("LEAST")(std::forward<Vs>(values)...);
}
/// The time at which the statement began.
[[nodiscard]] constexpr auto now() { return function<timestamp()>("STATEMENT_TIMESTAMP")(); }
/// The time at which the transaction began.
[[nodiscard]] constexpr auto transaction_now() { return function<timestamp()>("TRANSACTION_TIMESTAMP")(); }

/// A C++ value as an expression, where there is no other beside it: `values("kind"_f = vinyl::value("album"))`. A
/// std::optional may be NULL.
template <class V>
    requires(!detail::calculable<V>)
[[nodiscard]] constexpr auto value(V&& value) {
    return detail::make_operand<V>(value);
}

namespace detail {
/// What order_by("?"_f) orders by.
[[nodiscard]] constexpr auto random() { return function<double()>("RANDOM")(); }
}  // namespace detail

/// The functions by themselves: `using namespace vinyl::functions;`.
namespace functions {
using vinyl::abs;
using vinyl::coalesce;
using vinyl::greatest;
using vinyl::least;
using vinyl::length;
using vinyl::lower;
using vinyl::now;
using vinyl::nullif;
using vinyl::transaction_now;
using vinyl::upper;
using vinyl::value;
}  // namespace functions

namespace literals {
// they have no argument by which they could be found
using vinyl::now;
using vinyl::transaction_now;
}  // namespace literals

}  // namespace vinyl
