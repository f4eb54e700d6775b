// Transforms: functions of one value that a path may name behind a column: released__year.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/expr/function.hpp>
#include <vinyl/sql/transform_info.hpp>
#include <vinyl/types/date.hpp>
#include <vinyl/types/time_of_day.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace vinyl {

namespace detail {
struct no_transform {};
}  // namespace detail

/// What `"..."_f` calls a transform behind a column. Specialise it with a function of one argument to add one; it must
/// be visible wherever such a path is used:
///
///     template <>
///     inline constexpr auto vinyl::transform<"century"> =
///         vinyl::function<std::int32_t(vinyl::takes::dates)>("EXTRACT(CENTURY FROM {})::integer");
///
///     Album::vinyl().filter("released__century"_f = 20);
///     Album::vinyl().filter(vinyl::transform<"century">("released"_f + 1) == 20);
template <fixed_string Name>
inline constexpr detail::no_transform transform{};

namespace detail {

template <fixed_string Name>
using transform_type = std::remove_const_t<decltype(transform<Name>)>;

template <fixed_string Name>
inline constexpr bool is_transform = !std::same_as<transform_type<Name>, no_transform>;

template <class Function>
struct transform_signature;
template <class R, class P>
struct transform_signature<function<R(P)>> {
    using result = without_optional_t<R>;
    using parameter = P;
    static constexpr bool may_be_null = is_optional<R>;
};

// What every value has; a part of a timestamp that all have, infinite ones included, and one that infinite
// ones do not.
inline constexpr function_traits of_all_values{.is_strict = true, .is_total = true};
inline constexpr function_traits of_all{.is_strict = true, .is_total = true, .zone = sql::zone_use::looks};
inline constexpr function_traits of_finite{.is_strict = true, .zone = sql::zone_use::looks};

[[nodiscard]] consteval function_traits of_year(sql::year_of year) {
    function_traits traits = of_all;
    traits.year = year;
    return traits;
}

}  // namespace detail

template <>
inline constexpr function<std::int32_t(takes::dates)> transform<"year">{"EXTRACT(YEAR FROM {})::integer",
                                                                        detail::of_year(sql::year_of::calendar)};
template <>
inline constexpr function<std::int32_t(takes::dates)> transform<"iso_year">{"EXTRACT(ISOYEAR FROM {})::integer",
                                                                            detail::of_year(sql::year_of::iso_weeks)};
template <>
inline constexpr function<std::int32_t(takes::dates)> transform<"quarter">{"EXTRACT(QUARTER FROM {})::integer",
                                                                           detail::of_finite};
template <>
inline constexpr function<std::int32_t(takes::dates)> transform<"month">{"EXTRACT(MONTH FROM {})::integer",
                                                                         detail::of_finite};
template <>
inline constexpr function<std::int32_t(takes::dates)> transform<"week">{"EXTRACT(WEEK FROM {})::integer",
                                                                        detail::of_finite};
template <>
inline constexpr function<std::int32_t(takes::dates)> transform<"day">{"EXTRACT(DAY FROM {})::integer",
                                                                       detail::of_finite};
/// 1 is Sunday.
template <>
inline constexpr function<std::int32_t(takes::dates)> transform<"week_day">{"(EXTRACT(DOW FROM {})::integer + 1)",
                                                                            detail::of_finite};
/// 1 is Monday.
template <>
inline constexpr function<std::int32_t(takes::dates)> transform<"iso_week_day">{"EXTRACT(ISODOW FROM {})::integer",
                                                                                detail::of_finite};
template <>
inline constexpr function<std::int32_t(takes::times)> transform<"hour">{"EXTRACT(HOUR FROM {})::integer",
                                                                        detail::of_finite};
template <>
inline constexpr function<std::int32_t(takes::times)> transform<"minute">{"EXTRACT(MINUTE FROM {})::integer",
                                                                          detail::of_finite};
/// Whole seconds: the cast to integer would round 5.7 up.
template <>
inline constexpr function<std::int32_t(takes::times)> transform<"second">{"FLOOR(EXTRACT(SECOND FROM {}))::integer",
                                                                          detail::of_finite};
template <>
inline constexpr function<date(takes::timestamps)> transform<"date">{"({})::date", detail::of_all};
template <>
inline constexpr function<time_of_day(takes::timestamps)> transform<"time">{"({})::time", detail::of_finite};
template <>
inline constexpr function<std::string(takes::text)> transform<"lower">{"LOWER", detail::of_all_values};
template <>
inline constexpr function<std::string(takes::text)> transform<"upper">{"UPPER", detail::of_all_values};
template <>
inline constexpr function<std::int32_t(takes::text)> transform<"length">{"LENGTH", detail::of_all_values};

/// How many elements an array has. (Of arrays of arrays the server knows the number of all elements only.)
template <>
inline constexpr function<std::int32_t(takes::flat_arrays)> transform<"len">{"CARDINALITY", detail::of_all_values};

// Ranges. A bound is NULL where there is none.
template <>
inline constexpr function<std::optional<gives::element>(takes::ranges)> transform<"startswith">{"LOWER",
                                                                                                {.is_strict = true}};
template <>
inline constexpr function<std::optional<gives::element>(takes::ranges)> transform<"endswith">{"UPPER",
                                                                                              {.is_strict = true}};
template <>
inline constexpr function<bool(takes::ranges)> transform<"isempty">{"ISEMPTY", detail::of_all_values};
template <>
inline constexpr function<bool(takes::ranges)> transform<"lower_inc">{"LOWER_INC", detail::of_all_values};
template <>
inline constexpr function<bool(takes::ranges)> transform<"lower_inf">{"LOWER_INF", detail::of_all_values};
template <>
inline constexpr function<bool(takes::ranges)> transform<"upper_inc">{"UPPER_INC", detail::of_all_values};
template <>
inline constexpr function<bool(takes::ranges)> transform<"upper_inf">{"UPPER_INF", detail::of_all_values};

}  // namespace vinyl
