// What functions, aggregates and lookups take and give, besides plain C++ types: families of types, and results that
// depend on the arguments. A family says of each type whether it belongs; a rule makes the type of the result of the
// arguments' types. Those here are the library's own; any struct of this form is one.
#pragma once

#include <vinyl/base/is_optional.hpp>
#include <vinyl/base/type_list.hpp>
#include <vinyl/expr/value_family.hpp>
#include <vinyl/types/date.hpp>
#include <vinyl/types/decimal.hpp>
#include <vinyl/types/interval.hpp>
#include <vinyl/types/range.hpp>
#include <vinyl/types/timestamp.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>
#include <vector>

namespace vinyl {

namespace detail {

template <class T>
struct element_type {
    using type = T;
};
template <class T>
struct element_type<std::vector<T>> {
    using type = without_optional_t<T>;
};
template <class T>
struct element_type<range<T>> {
    using type = T;
};

template <class T>
inline constexpr bool is_flat_array = false;
template <class T>
inline constexpr bool is_flat_array<std::vector<T>> = std::same_as<typename element_type<T>::type, T>;
template <>
inline constexpr bool is_flat_array<std::vector<std::byte>> = false;  // bytea

template <class T>
concept whole_number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

template <class T>
concept any_number = whole_number<T> || std::floating_point<T> || std::same_as<T, decimal>;

/// Types that the server has an order for, but no greatest of.
template <class T>
inline constexpr bool has_no_greatest = false;
template <>
inline constexpr bool has_no_greatest<bool> = true;

/// By the type in C++, or by that in SQL.
template <class F>
concept family_of_types = requires { F::template holds<int>; };
template <class F>
concept family_of_columns = requires { F::holds_column(value_family::other); };
template <class F>
concept argument_family = family_of_types<F> || family_of_columns<F>;

/// Whether a parameter takes a value of type T, whose column is of the family `column`.
template <class Parameter, class T>
consteval bool takes_value([[maybe_unused]] value_family column) {
    if constexpr (family_of_columns<Parameter>) return Parameter::holds_column(column);
    else if constexpr (family_of_types<Parameter>) return Parameter::template holds<T>;
    else return std::same_as<Parameter, T> || (any_number<Parameter> && any_number<T>);
}

template <class R>
concept result_rule = requires { typename R::template of<int>; } || requires { typename R::template of<int, int>; };
/// A rule that is told of each argument whether it may be NULL, by std::optional.
template <class R>
concept rule_that_sees_null = requires { typename R::template of_nullable<int>; };

template <class T>
inline constexpr bool is_array = false;
template <class T, class Allocator>
inline constexpr bool is_array<std::vector<T, Allocator>> = !std::same_as<T, std::byte>;

}  // namespace detail

/// What a function takes, where it is more than one type.
namespace takes {

/// Any value; a relation, too.
struct anything {
    template <class>
    static constexpr bool holds = true;
};
/// Integers, floating point and decimals.
struct number {
    template <class T>
    static constexpr bool holds = detail::any_number<T>;
};
/// Integers.
struct integer {
    template <class T>
    static constexpr bool holds = detail::whole_number<T>;
};
/// What can be added up: numbers and intervals.
struct summable {
    template <class T>
    static constexpr bool holds = detail::any_number<T> || std::same_as<T, interval>;
};
/// What the server knows the greatest and the least of.
struct ordered {
    template <class T>
    static constexpr bool holds = !detail::has_no_greatest<T>;
};

/// Dates and timestamps.
struct dates {
    static constexpr bool holds_column(value_family column) {
        return column == value_family::date || column == value_family::timestamp;
    }
};
/// Times of day and timestamps.
struct times {
    static constexpr bool holds_column(value_family column) {
        return column == value_family::time || column == value_family::timestamp;
    }
};
struct timestamps {
    static constexpr bool holds_column(value_family column) { return column == value_family::timestamp; }
};
/// What is stored as a text, whatever its type in C++.
struct text {
    static constexpr bool holds_column(value_family column) { return column == value_family::text; }
};
/// JSON and hstore.
struct with_keys {
    static constexpr bool holds_column(value_family column) {
        return column == value_family::json || column == value_family::hstore;
    }
};
/// Arrays, ranges, JSON and hstore.
struct containers {
    static constexpr bool holds_column(value_family column) {
        return column == value_family::array || column == value_family::range || with_keys::holds_column(column);
    }
};
/// As in Django, whatever has a text: no container, and no row.
struct whatever_has_a_text {
    static constexpr bool holds_column(value_family column) {
        return column != value_family::row && !containers::holds_column(column);
    }
};
struct arrays_and_ranges {
    static constexpr bool holds_column(value_family column) {
        return column == value_family::array || column == value_family::range;
    }
};
struct json {
    static constexpr bool holds_column(value_family column) { return column == value_family::json; }
};
struct ranges {
    static constexpr bool holds_column(value_family column) { return column == value_family::range; }
};
struct hstores {
    static constexpr bool holds_column(value_family column) { return column == value_family::hstore; }
};
/// Arrays, but none of arrays.
struct flat_arrays {
    template <class T>
    static constexpr bool holds = detail::is_flat_array<T>;
};
/// What ranges are made of.
struct elements_of_ranges {
    template <class T>
    static constexpr bool holds = detail::any_number<T> || std::same_as<T, date> || std::same_as<T, timestamp> ||
                                  std::same_as<T, local_timestamp>;
};

/// Of a lookup's right side: a value of the left side's type. Of a function's parameter: one of the first argument's.
struct same {};
/// The same, or beside a range one value that may be in it.
struct same_or_in_range {};
/// Beside a value that may be in one, a range.
struct range_around {};

}  // namespace takes

/// What a function gives, where it depends on its arguments.
namespace gives {

/// The type of the first argument.
struct same {
    template <class First, class...>
    using of = First;
};
/// Of an array or a range the type of its elements.
struct element {
    template <class First, class...>
    using of = typename detail::element_type<First>::type;
};
/// The type of the first argument, whose value in a row of the frame it is: of a window function that gives NULL where
/// the frame has no rows.
struct same_in_frame {
    template <class First, class...>
    using of = First;
};
/// One of the arguments, whichever: they have a type in common, and values among them become values of that type. NULL
/// when all of them are.
struct one_of_them {};
/// Of integers a bigint, of bigint a decimal, else the same.
struct sum {
    template <class T>
    using of = std::conditional_t<detail::whole_number<T>,
                                  std::conditional_t<(sizeof(T) == sizeof(std::int64_t)), decimal, std::int64_t>, T>;
};
/// Of integers and floating point a double, else the same.
struct mean {
    template <class T>
    using of = std::conditional_t<detail::whole_number<T> || std::floating_point<T>, double, T>;
};
/// A decimal of decimals, and of decimals and integers; else a double.
struct real {
    template <class... T>
    using of =
        std::conditional_t<(std::same_as<T, decimal> || ...) && !(std::floating_point<T> || ...), decimal, double>;
};
/// The type of numbers that holds both: double beside floating point, decimal beside decimals, else the wider integer.
struct wider {
    template <class L, class R>
    using of = std::conditional_t<std::floating_point<L> || std::floating_point<R>, double,
                                  std::conditional_t<std::same_as<L, decimal> || std::same_as<R, decimal>, decimal,
                                                     std::conditional_t<(sizeof(L) > sizeof(R)), L, R>>>;
};
/// An array of what the argument gives, std::optional where that may be NULL.
struct array {
    // the server has no arrays of NULL beside arrays
    template <class T>
    using of_nullable = std::vector<
        std::conditional_t<detail::is_array<detail::without_optional_t<T>>, detail::without_optional_t<T>, T>>;
};

/// What another rule says: the server is told to make that type of what the function gives.
template <class Rule>
struct cast_to {};

}  // namespace gives

namespace detail {

/// What a function's signature says: `std::string(std::string)`, or `int(std::string, ...)` for any number more of the
/// last.
template <class Signature>
struct signature;

template <class R, class... P>
struct signature<R(P...)> {
    using result = R;
    static constexpr bool takes_count(std::size_t arguments) { return arguments == sizeof...(P); }
    static constexpr bool takes_exactly(std::size_t arguments) { return arguments == sizeof...(P); }
    /// The parameter for the I-th argument.
    template <std::size_t I>
    using parameter = type_at<I, type_list<P...>>;
};
template <class R, class... P>
struct signature<R(P..., ...)> {
    using result = R;
    static constexpr bool takes_count(std::size_t arguments) { return arguments >= sizeof...(P); }
    static constexpr bool takes_exactly(std::size_t) { return false; }
    template <std::size_t I>
    using parameter = type_at<(I < sizeof...(P) ? I : sizeof...(P) - 1), type_list<P...>>;
};

template <class Result>
struct result_rule_of {
    using type = Result;
    static constexpr bool is_cast = false;
};
template <class Rule>
struct result_rule_of<gives::cast_to<Rule>> {
    using type = Rule;
    static constexpr bool is_cast = true;
};
/// The type or rule of a signature's result, NULL or not.
template <class Signature>
using result_of_signature = typename result_rule_of<without_optional_t<typename signature<Signature>::result>>::type;
template <class Signature>
inline constexpr bool casts_result = result_rule_of<without_optional_t<typename signature<Signature>::result>>::is_cast;

/// Whether a signature's result is one of the arguments, NULL or not.
template <class Signature>
inline constexpr bool gives_one_of_them =
    std::same_as<without_optional_t<typename signature<Signature>::result>, gives::one_of_them>;

}  // namespace detail
}  // namespace vinyl
