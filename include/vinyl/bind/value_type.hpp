// The C++ type of an expression once it is bound to a model: what its column in the result is read as, and what it may
// be compared and calculated with.
#pragma once

#include <vinyl/bind/parameter.hpp>
#include <vinyl/bind/row.hpp>
#include <vinyl/bind/scope.hpp>
#include <vinyl/expr/aggregate.hpp>
#include <vinyl/expr/function.hpp>
#include <vinyl/expr/window.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <tuple>
#include <type_traits>

namespace vinyl::detail {

template <class T>
inline constexpr bool is_constant = false;
template <class T>
inline constexpr bool is_constant<constant<T>> = true;

template <class E>
inline constexpr bool is_null_constant = false;
template <null_like T>
inline constexpr bool is_null_constant<constant<T>> = true;

/// A type without its optional, and whether NULL may come.
template <class T, bool Nullable, bool Valid = true>
struct typed {
    using type = T;
    using identifies = void;
    static constexpr bool nullable = Nullable;
    static constexpr bool is_relation = false;
    static constexpr bool valid = Valid;
};

template <class Scope, class E>
struct value_of;

template <class Scope, class E>
struct read_type {
    using value = typename value_of<Scope, E>::type;
    static constexpr bool known = !std::same_as<value, unknown_type>;
    static constexpr bool is_column = column_type<value> || no_type<value>;
    using read = std::conditional_t<column_type<value>, value, std::int32_t>;  // one mistake makes one error
    using type = std::conditional_t<value_of<Scope, E>::nullable, std::optional<read>, read>;
    // asserted last: clang leaves out what stands behind
    static_assert(known, "vinyl: only the database knows the type of this expression, so no row can have its value");
    static constexpr bool has_one_column = !is_key_tuple<value>;
    static_assert(is_column || !has_one_column,
                  "vinyl: the database has no values of this type, so no row can have one");
    static_assert(
        has_one_column,
        "vinyl: this key has several columns, which no single value of a row holds; name its members one by one");
};

/// How the value is read from a row.
template <class Scope, class E>
using column_type_of = typename read_type<Scope, E>::type;

template <class L, class R>
concept comparable_types = std::same_as<L, R> || no_type<L> || no_type<R> || (any_number<L> && any_number<R>);
template <class L, class R>
inline constexpr bool comparable = comparable_types<L, R>;

template <class Scope, fixed_string Name>
struct value_of<Scope, field<Name>> {
    using meaning = field_meaning<Scope, Name>;
    using type = typename meaning::value_type;
    /// The model of the rows that the value identifies: of a relation, of a key. Void when it is no key.
    using identifies = typename meaning::identifies;
    static constexpr bool nullable = meaning::nullable;
    static constexpr bool is_relation = meaning::is_relation;
    static constexpr bool valid = true;
};

template <class Scope, fixed_string Name>
struct value_of<Scope, outer_field<Name>> : value_of<typename Scope::around, field<Name>> {};
template <class Scope, fixed_string Name>
    requires(!knows_around<Scope>)
struct value_of<Scope, outer_field<Name>> : typed<unknown_type, true> {
    using identifies = any_model;
};

/// Whether a constant of type Given may meet a value: of objects only a relation to their model knows anything.
template <class Value, class Given>
inline constexpr bool takes_object = true;
template <class Value, class Given>
    requires key_holder<without_optional_t<Given>>
inline constexpr bool takes_object<Value, Given> = Value::is_relation || no_type<typename Value::type>;
template <class Value, class Given>
inline constexpr bool points_at = true;
template <class Value, class Given>
    requires key_holder<without_optional_t<Given>> && Value::is_relation
inline constexpr bool points_at<Value, Given> =
    std::same_as<typename Value::identifies, typename key_held<Given>::target>;

template <class T>
struct constant_type {
    using type = T;
};
template <std::size_t N>
struct constant_type<literal_text<N>> {
    using type = std::string;
};
template <class T>
    requires std::same_as<T, const char*> || std::same_as<T, std::string_view>
struct constant_type<T> {
    using type = std::string;
};
template <null_like T>
struct constant_type<T> {
    using type = unknown_type;
};
template <whole_number T>
    requires(!column_type<T>)  // unsigned, or a single byte
struct constant_type<T> {
    using type = std::int64_t;
};
template <span_of_time T>
struct constant_type<T> {
    using type = interval;
};

template <class Scope, class T>
struct value_of<Scope, constant<T>>
    : typed<typename constant_type<without_optional_t<T>>::type, is_optional<T> || null_like<T>> {};

/// The value of a subquery with such rows: of the only column, or the key of the model that it identifies a row of.
template <class Row>
struct only_column {
    static constexpr std::size_t columns = field_count<Row>;
    using type = without_optional_t<field_type<Row, 0>>;
    using identifies = any_model;
};
template <model_object Row>
struct only_column<Row> {
    static constexpr std::size_t columns = 1;
    using type = primary_key_type<model_of<Row>>;
    using identifies = model_of<Row>;
};
template <class M, class... Named>
struct only_column<partial<M, Named...>> : only_column<M> {};
template <column_type Row>
struct only_column<Row> {
    static constexpr std::size_t columns = 1;
    using type = Row;
    using identifies = any_model;
};
template <class Row>
    requires requires { std::tuple_size<Row>::value; }
struct only_column<Row> {
    static constexpr std::size_t columns = std::tuple_size<Row>::value;
    using type = without_optional_t<std::tuple_element_t<0, Row>>;
    using identifies = any_model;
};

template <class Scope, query_like Q>
struct value_of<Scope, subquery<Q>> {
    using column = only_column<typename Q::row_type>;
    using type = typename column::type;
    using identifies = typename column::identifies;
    static constexpr bool nullable = true;  // there may be no row
    static constexpr bool is_relation = false;
    static constexpr bool valid = true;
    static constexpr bool has_one_column = column::columns == 1;
    static_assert(has_one_column,
                  "vinyl: a subquery that stands for a value has one column: name it, as in values(\"title\"_f)");
};

template <class E>
inline constexpr bool is_subquery = false;
template <class Q>
inline constexpr bool is_subquery<subquery<Q>> = true;

/// Whether an expression means a row, by a relation or as the object of a subquery, and of which model.
template <class Scope, class E>
struct meant_row {
    static constexpr bool is_meant = value_of<Scope, E>::is_relation || is_subquery<E>;
    using identifies = typename value_of<Scope, E>::identifies;
};
/// The first argument that means a row says it for a function that gives one of its arguments.
template <class Scope, class... A>
struct first_meant_row {
    static constexpr bool is_meant = false;
    using identifies = void;
};
template <class Scope, class First, class... A>
struct first_meant_row<Scope, First, A...>
    : std::conditional_t<meant_row<Scope, First>::is_meant, meant_row<Scope, First>, first_meant_row<Scope, A...>> {};
template <class Scope, class Signature, class... A>
    requires gives_one_of_them<Signature>
struct meant_row<Scope, function_call<Signature, A...>> : first_meant_row<Scope, A...> {};

/// Whether an expression means no row, or one of the same model as `Row`.
template <class Scope, class Row, class E>
inline constexpr bool may_mean =
    !Row::is_meant || !meant_row<Scope, E>::is_meant || std::same_as<typename Row::identifies, any_model> ||
    std::same_as<typename meant_row<Scope, E>::identifies, any_model> ||
    std::same_as<typename Row::identifies, typename meant_row<Scope, E>::identifies>;

/// Whether two values that both identify rows, by a relation or as objects of a subquery, mean rows of one model.
template <class Scope, class L, class R>
consteval bool same_models() {
    using left = value_of<Scope, L>;
    using right = value_of<Scope, R>;
    using l = std::conditional_t<is_subquery<R>, typename left::identifies, typename meant_row<Scope, L>::identifies>;
    using r = std::conditional_t<is_subquery<L>, typename right::identifies, typename meant_row<Scope, R>::identifies>;
    constexpr bool rows =
        is_subquery<L> || is_subquery<R> || (meant_row<Scope, L>::is_meant && meant_row<Scope, R>::is_meant);
    return !rows || std::same_as<l, r> || std::same_as<l, any_model> || std::same_as<r, any_model> ||
           no_type<typename left::type> || no_type<typename right::type>;
}
template <class Scope, class L, class R>
inline constexpr bool of_same_model = same_models<Scope, L, R>();

/// Whether a comparison with nullopt may be NULL: with JSON null, under a key that may be missing; IS NULL never is.
template <class Scope, class L>
inline constexpr bool null_test_may_be_null = false;
template <class Scope, fixed_string Name>
inline constexpr bool null_test_may_be_null<Scope, field<Name>> = field_meaning<Scope, Name>::is_json_key;

/// Whether a condition may be NULL instead of true or false: when something that it looks at may.
template <class Scope, class C>
inline constexpr bool may_be_null = value_of<Scope, C>::nullable;  // a bool as a condition
template <class Scope, class Q>
inline constexpr bool may_be_null<Scope, existence<Q>> = false;
template <class Scope, class L>
inline constexpr bool may_be_null<Scope, null_test<L>> = false;
template <class Scope, fixed_string Name, class Operand>
inline constexpr bool may_be_null<Scope, keyword<Name, Operand>> =
    field_meaning<Scope, Name>::form != lookup_form::is_null &&
    (value_of<Scope, field<Name>>::nullable || value_of<Scope, Operand>::nullable);
template <class Scope, fixed_string Name, null_like Null>
inline constexpr bool may_be_null<Scope, keyword<Name, constant<Null>>> = null_test_may_be_null<Scope, field<Name>>;
template <class Scope, class Lookup, class L, class R, bool Negated>
inline constexpr bool may_be_null<Scope, comparison<Lookup, L, R, Negated>> =
    value_of<Scope, L>::nullable || value_of<Scope, R>::nullable;
template <class Scope, class Lookup, class L, null_like Null, bool Negated>
inline constexpr bool may_be_null<Scope, comparison<Lookup, L, constant<Null>, Negated>> =
    null_test_may_be_null<Scope, L>;
template <class Scope, class L, class Values>
inline constexpr bool may_be_null<Scope, membership<L, Values>> = value_of<Scope, L>::nullable || query_like<Values>;
template <class Scope, class L, class... V>
inline constexpr bool may_be_null<Scope, membership<L, std::tuple<V...>>> =
    value_of<Scope, L>::nullable || ((!is_constant<V> && value_of<Scope, V>::nullable) || ...);
template <class Scope, class L, class Low, class High>
inline constexpr bool may_be_null<Scope, interval_test<L, Low, High>> =
    value_of<Scope, L>::nullable || value_of<Scope, Low>::nullable || value_of<Scope, High>::nullable;
template <class Scope, logic Operator, class L, class R>
inline constexpr bool may_be_null<Scope, combination<Operator, L, R>> = may_be_null<Scope, L> || may_be_null<Scope, R>;
template <class Scope, class Operand>
inline constexpr bool may_be_null<Scope, inversion<Operand>> = may_be_null<Scope, Operand>;

template <class Scope, class M, class Annotations>
inline constexpr bool may_be_null<Scope, condition<M, Annotations>> = true;

template <class Scope, condition_expression C>
struct value_of<Scope, C> : typed<bool, may_be_null<Scope, C>> {};

// numbers: floating beats decimal beats the wider integer, as the server decides
template <class L, class R>
struct common_type {
    using type = std::conditional_t<no_type<L>, R, L>;
};
template <any_number L, any_number R>
    requires(!std::same_as<L, R>)
struct common_type<L, R> {
    using type = std::conditional_t<std::floating_point<L> || std::floating_point<R>, double,
                                    std::conditional_t<std::same_as<L, decimal> || std::same_as<R, decimal>, decimal,
                                                       std::conditional_t<(sizeof(L) > sizeof(R)), L, R>>>;
};

/// Calculations with the bits of integers.
template <arithmetic_sign Sign>
inline constexpr bool shifts = Sign == arithmetic_sign::shift_left || Sign == arithmetic_sign::shift_right;
template <arithmetic_sign Sign>
inline constexpr bool of_bits = Sign >= arithmetic_sign::bit_and;

template <class T>
concept calendar_date = std::same_as<T, date> || std::same_as<T, wide_date>;
/// What an interval is added to and keeps its type.
template <class T>
concept moment = std::same_as<T, timestamp> || std::same_as<T, local_timestamp> || std::same_as<T, time_of_day>;

/// The type of a calculation with dates, times and intervals, as a std::type_identity; of void: there is none.
template <arithmetic_sign Sign, class L, class R>
consteval auto calculated_of_times() {
    constexpr bool adds = Sign == arithmetic_sign::plus, subtracts = Sign == arithmetic_sign::minus;
    constexpr bool left_span = std::same_as<L, interval>, right_span = std::same_as<R, interval>;
    if constexpr (subtracts && calendar_date<L> && calendar_date<R>) return std::type_identity<std::int32_t>();
    else if constexpr ((adds || subtracts) && calendar_date<L> && whole_number<R>) return std::type_identity<L>();
    else if constexpr (adds && whole_number<L> && calendar_date<R>) return std::type_identity<R>();
    // a day and a time make a timestamp
    else if constexpr ((adds || subtracts) && calendar_date<L> && right_span)
        return std::type_identity<local_timestamp>();
    else if constexpr (adds && left_span && calendar_date<R>) return std::type_identity<local_timestamp>();
    else if constexpr (adds && calendar_date<L> && std::same_as<R, time_of_day>)
        return std::type_identity<local_timestamp>();
    else if constexpr (adds && std::same_as<L, time_of_day> && calendar_date<R>)
        return std::type_identity<local_timestamp>();
    else if constexpr ((adds || subtracts) && (moment<L> || left_span) && right_span) return std::type_identity<L>();
    else if constexpr (adds && left_span && moment<R>) return std::type_identity<R>();
    else if constexpr (subtracts && moment<L> && std::same_as<L, R>) return std::type_identity<interval>();
    else if constexpr (subtracts && calendar_date<L> && std::same_as<R, local_timestamp>)
        return std::type_identity<interval>();
    else if constexpr (subtracts && std::same_as<L, local_timestamp> && calendar_date<R>)
        return std::type_identity<interval>();
    else if constexpr (Sign == arithmetic_sign::times &&
                       ((left_span && any_number<R>) || (any_number<L> && right_span)))
        return std::type_identity<interval>();
    else if constexpr (Sign == arithmetic_sign::divided_by && left_span && any_number<R>)
        return std::type_identity<interval>();
    else return std::type_identity<void>();
}

template <arithmetic_sign Sign, class L, class R>
struct calculated {
    using found = typename decltype(calculated_of_times<Sign, L, R>())::type;
    static constexpr bool valid = !std::is_void_v<found> || no_type<L> || no_type<R>;
    // what has no meaning is an error already
    using without =
        std::conditional_t<std::same_as<L, unresolved> || std::same_as<R, unresolved>, unresolved, unknown_type>;
    using type = std::conditional_t<std::is_void_v<found>, without, found>;
};
template <arithmetic_sign Sign, any_number L, any_number R>
struct calculated<Sign, L, R> {
    using type = std::conditional_t<shifts<Sign>, L, typename common_type<L, R>::type>;
    static constexpr bool valid = of_bits<Sign>                     ? whole_number<L> && whole_number<R>
                                  : Sign == arithmetic_sign::modulo ? !std::floating_point<type>
                                                                    : true;
};

// a constant number beside a decimal is one, so that 1.5 is exact
template <class Scope, class E, class Other>
struct beside {
    using type = typename value_of<Scope, E>::type;
};
template <class Scope, any_number T, class Other>
    requires std::same_as<Other, decimal>
struct beside<Scope, constant<T>, Other> {
    using type = decimal;
};

/// The type that the constants, or the other expressions, of a list have in common with `SoFar`.
template <class Scope, bool Constants, class SoFar, class... E>
struct joined {
    using type = SoFar;
};
template <class Scope, bool Constants, class SoFar, class First, class... Rest>
struct joined<Scope, Constants, SoFar, First, Rest...> : joined<Scope, Constants, SoFar, Rest...> {};
template <class Scope, bool Constants, class SoFar, class First, class... Rest>
    requires(is_constant<First> == Constants)
struct joined<Scope, Constants, SoFar, First, Rest...>
    : joined<Scope, Constants, typename common_type<SoFar, typename beside<Scope, First, SoFar>::type>::type, Rest...> {
};

/// The type of a value that is one of these.
template <class Scope, class... E>
using one_of_type = typename joined<Scope, true, typename joined<Scope, false, unknown_type, E...>::type, E...>::type;

template <class Scope, arithmetic_sign Sign, class L, class R>
struct value_of<Scope, arithmetic<Sign, L, R>> {
    using left = value_of<Scope, L>;
    using right = value_of<Scope, R>;
    using result = calculated<Sign, typename beside<Scope, L, typename right::type>::type,
                              typename beside<Scope, R, typename left::type>::type>;
    using type = typename result::type;
    using identifies = void;
    static constexpr bool nullable = left::nullable || right::nullable;
    static constexpr bool is_relation = false;
    static constexpr bool valid = result::valid;
    static constexpr bool joins_conditions =
        of_bits<Sign> && (std::same_as<typename left::type, bool> || std::same_as<typename right::type, bool>);
    static_assert(!joins_conditions,
                  "vinyl: & | << and >> are for the bits of integers; conditions are joined by && and ||, and == binds "
                  "tighter than these");
    static_assert(valid || joins_conditions,
                  "vinyl: the database has no such calculation with values of these two types; cast<T>() makes a value "
                  "one of another type");
};

template <class Scope, class E>
struct value_of<Scope, negative<E>> : typed<typename value_of<Scope, E>::type, value_of<Scope, E>::nullable,
                                            any_number<typename value_of<Scope, E>::type> ||
                                                std::same_as<typename value_of<Scope, E>::type, interval> ||
                                                no_type<typename value_of<Scope, E>::type>> {};

// ---- functions and aggregates

template <>
inline constexpr bool has_no_greatest<json> = true;
template <>
inline constexpr bool has_no_greatest<uuid> = true;
template <class... Part>
inline constexpr bool has_no_greatest<std::tuple<Part...>> = true;

template <class Scope, class... A>
inline constexpr bool all_nullable = (value_of<Scope, A>::nullable && ...);

/// Whether an argument can be a value of type T.
template <class Scope, class T, class E>
inline constexpr bool is_one_of = comparable<T, typename value_of<Scope, E>::type>;
template <class Scope, class T, class V>
inline constexpr bool is_one_of<Scope, T, constant<V>> = takes<T, V> && !null_like<V>;

/// Whether an argument is what a parameter takes: a value of the C++ type, or a member of the family.
template <class Scope, class Parameter, class E>
inline constexpr bool is_argument = is_one_of<Scope, Parameter, E>;
template <class Scope, argument_family Family, class E>
inline constexpr bool is_argument<Scope, Family, E> =
    no_type<typename value_of<Scope, E>::type> ||
    takes_value<Family, typename value_of<Scope, E>::type>(family_of_type<typename value_of<Scope, E>::type>());

/// The same beside the first argument.
template <class Scope, class Parameter, class First, class E>
inline constexpr bool is_argument_beside = is_argument<Scope, Parameter, E>;
template <class Scope, class First, class E>
inline constexpr bool is_argument_beside<Scope, takes::same, First, E> =
    no_type<typename value_of<Scope, E>::type> ||
    std::same_as<typename value_of<Scope, First>::type, typename value_of<Scope, E>::type>;
template <class Scope, class First, class V>
inline constexpr bool is_argument_beside<Scope, takes::same, First, constant<V>> =
    is_one_of<Scope, typename value_of<Scope, First>::type, constant<V>>;

/// The arguments of a call beside the signature's parameters.
template <class Scope, class Signature, class... A>
struct arguments_of {
private:
    template <std::size_t... I>
    static consteval bool find_fit(std::index_sequence<I...>) {
        return (is_argument_beside<Scope, without_optional_t<typename signature<Signature>::template parameter<I>>,
                                   type_at<0, type_list<A...>>, A> &&
                ...);
    }
    /// An argument that is NULL makes the result NULL, unless the signature expects it.
    template <std::size_t... I>
    static consteval bool find_nullable(std::index_sequence<I...>) {
        return ((!is_optional<typename signature<Signature>::template parameter<I>> && value_of<Scope, A>::nullable) ||
                ...);
    }
    template <class Family, std::size_t... I>
    static consteval bool find_misfit(std::index_sequence<I...>) {
        return ((std::same_as<without_optional_t<typename signature<Signature>::template parameter<I>>, Family> &&
                 !is_argument<Scope, Family, A>) ||
                ...);
    }

public:
    static constexpr bool fit = find_fit(std::index_sequence_for<A...>{});
    static constexpr bool nullable = find_nullable(std::index_sequence_for<A...>{});
    /// Whether an argument is none of these, which belongs there.
    template <class Family>
    static constexpr bool lacks = find_misfit<Family>(std::index_sequence_for<A...>{});
};

/// The type of what a call gives.
template <class Scope, class Result, class... A>
struct call_type {
    using type = Result;
};
template <class Scope, result_rule Rule, class... A>
struct call_type<Scope, Rule, A...> {
    using type = typename Rule::template of<typename value_of<Scope, A>::type...>;
};
/// The type of a value, with the optional.
template <class Scope, class A>
using type_with_null =
    std::conditional_t<value_of<Scope, A>::nullable, std::optional<typename value_of<Scope, A>::type>,
                       typename value_of<Scope, A>::type>;
template <class Scope, rule_that_sees_null Rule, class... A>
struct call_type<Scope, Rule, A...> {
    using type = typename Rule::template of_nullable<type_with_null<Scope, A>...>;
};

template <class Scope, class Signature, class... A>
struct value_of<Scope, function_call<Signature, A...>>
    : typed<typename call_type<Scope, result_of_signature<Signature>, A...>::type,
            is_optional<typename signature<Signature>::result> || arguments_of<Scope, Signature, A...>::nullable> {
    static constexpr bool of_one_model = true;
};
template <class Scope, class Signature, class... A>
    requires gives_one_of_them<Signature>
struct value_of<Scope, function_call<Signature, A...>>
    : typed<one_of_type<Scope, A...>, is_optional<typename signature<Signature>::result> || all_nullable<Scope, A...>> {
    static constexpr bool of_one_type = (is_one_of<Scope, one_of_type<Scope, A...>, A> && ...);
    static_assert(of_one_type, "vinyl: the arguments of this function are of types that do not go together");
    static constexpr bool of_one_model = (may_mean<Scope, first_meant_row<Scope, A...>, A> && ...);
};

/// What an aggregate gives, before a default.
template <class Scope, class Signature, class... A>
struct aggregated : call_type<Scope, result_of_signature<Signature>, A...> {};
template <class Scope, class Signature, class First, class... A>
    requires gives_one_of_them<Signature>
struct aggregated<Scope, Signature, First, A...> {
    using type = typename value_of<Scope, First>::type;
};

template <class Scope, class Signature, class... A, class F, class O, class Order>
struct value_of<Scope, aggregate<Signature, std::tuple<A...>, F, O, Order>>
    : typed<typename aggregated<Scope, Signature, A...>::type, is_optional<typename signature<Signature>::result>,
            arguments_of<Scope, Signature, A...>::fit> {};
template <class Scope, class Signature, class... A, class F, class O, class Order>
    requires(!std::same_as<O, absent>)
struct value_of<Scope, aggregate<Signature, std::tuple<A...>, F, O, Order>>
    : typed<typename joined<Scope, is_constant<O>, typename aggregated<Scope, Signature, A...>::type, O>::type,
            value_of<Scope, O>::nullable, arguments_of<Scope, Signature, A...>::fit> {};

/// Whether what is calculated over a window is NULL where the frame has no rows, unlike otherwise.
template <class Computed>
inline constexpr bool needs_rows = false;
template <class Signature, class... A>
inline constexpr bool needs_rows<function_call<Signature, A...>> =
    std::same_as<typename signature<Signature>::result, gives::same_in_frame>;

template <class Scope, class Computed, class P, class O, class Frame>
struct value_of<Scope, window<Computed, P, O, Frame>>
    : typed<typename value_of<Scope, Computed>::type,
            value_of<Scope, Computed>::nullable || (Frame::may_be_empty && needs_rows<Computed>)> {};

// has been refused (fields_in.hpp)
template <class Scope, class Called>
struct value_of<Scope, window_call<Called>> : typed<unresolved, true> {};

}  // namespace vinyl::detail
