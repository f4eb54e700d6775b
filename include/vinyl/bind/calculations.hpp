// From the typed front to the recording: arithmetic, functions and aggregates.
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/order_terms.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vinyl::detail {

constexpr sql::arithmetic_operator operator_of(arithmetic_sign sign) noexcept {
    switch (sign) {
        case arithmetic_sign::plus: return sql::arithmetic_operator::add;
        case arithmetic_sign::minus: return sql::arithmetic_operator::subtract;
        case arithmetic_sign::times: return sql::arithmetic_operator::multiply;
        case arithmetic_sign::divided_by: return sql::arithmetic_operator::divide;
        case arithmetic_sign::modulo: return sql::arithmetic_operator::modulo;
        case arithmetic_sign::bit_and: return sql::arithmetic_operator::bit_and;
        case arithmetic_sign::bit_or: return sql::arithmetic_operator::bit_or;
        case arithmetic_sign::bit_xor: return sql::arithmetic_operator::bit_xor;
        case arithmetic_sign::shift_left: return sql::arithmetic_operator::shift_left;
        case arithmetic_sign::shift_right: break;
    }
    return sql::arithmetic_operator::shift_right;
}

/// The type that a number travels as beside an operand of type Other: 1.5 beside a decimal is exact, and otherwise it
/// is as wide as the result.
template <class Other, class Result>
using number_beside =
    std::conditional_t<(whole_number<Other> && whole_number<Result>) || std::floating_point<Result>, Result, Other>;

/// A whole number where the server takes no bigint.
template <class Scope, class E>
void bind_integer(const E& written, recorder& to) {
    if constexpr (is_constant<E>) {
        to.value(to_parameter<std::int32_t>(written.value()));
    } else {
        bind_value<Scope>(written, to);
        if constexpr (sizeof(typename value_of<Scope, E>::type) > sizeof(std::int32_t)) to.cast("integer");
    }
}

/// An operand of a calculation that gives a Result, beside one of type Other.
template <class Scope, class Result, class Other, class E>
void bind_beside(const E& written, recorder& to) {
    using V = typename value_of<Scope, E>::type;
    if constexpr (calendar_date<Other> && whole_number<V>) bind_integer<Scope>(written, to);
    else if constexpr (is_constant<E> && any_number<Other> && any_number<V>)
        to.value(to_parameter<number_beside<Other, Result>>(written.value()));
    else bind_value<Scope>(written, to);
}

template <class Scope, arithmetic_sign Sign, class L, class R>
struct value_binding<Scope, arithmetic<Sign, L, R>> {
    static void say(const arithmetic<Sign, L, R>& written, recorder& to) {
        using value = value_of<Scope, arithmetic<Sign, L, R>>;
        using result = typename value::type;
        bind_beside<Scope, result, typename value_of<Scope, R>::type>(written.left(), to);
        if constexpr (shifts<Sign> && value::valid) bind_integer<Scope>(written.right(), to);
        else bind_beside<Scope, result, typename value_of<Scope, L>::type>(written.right(), to);
        to.arithmetic(operator_of(Sign), oid_of<value>);
    }
};
template <class Scope, class E>
struct value_binding<Scope, negative<E>> {
    static void say(const negative<E>& written, recorder& to) {
        constexpr bool has_negative = value_of<Scope, negative<E>>::valid;
        static_assert(has_negative, "vinyl: only numbers and intervals have a negative");
        bind_value<Scope>(written.operand(), to);
        to.negate();
    }
};

/// An argument of a function that takes `Parameter` there and gives a Result.
template <class Scope, class Signature, class Parameter, class Result, class E>
void bind_argument(const E& written, recorder& to) {
    if constexpr (gives_one_of_them<Signature> || std::same_as<Parameter, takes::same>)
        bind_bound<Scope, Result>(written, to);
    else if constexpr (is_constant<E> && !argument_family<Parameter>) bind_constant<Parameter>(written.value(), to);
    else if constexpr (std::same_as<Parameter, std::int32_t> && any_number<typename value_of<Scope, E>::type>) {
        constexpr bool is_whole = whole_number<typename value_of<Scope, E>::type>;
        static_assert(is_whole, "vinyl: this function takes a whole number here; cast<std::int32_t>() makes one");
        if constexpr (is_whole) bind_integer<Scope>(written, to);
    } else bind_value<Scope>(written, to);
}
/// The arguments from the `From`-th on.
template <class Scope, class Signature, class Result, std::size_t From = 0, class... A>
void bind_arguments(const std::tuple<A...>& arguments, recorder& to) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (bind_argument<Scope, Signature,
                       without_optional_t<typename signature<Signature>::template parameter<From + I>>, Result>(
             std::get<From + I>(arguments), to),
         ...);
    }(std::make_index_sequence<sizeof...(A) - From>{});
}

template <class Scope, class Signature, class... A, class F, class O, class Order>
struct value_binding<Scope, aggregate<Signature, std::tuple<A...>, F, O, Order>> {
    static void say(const aggregate<Signature, std::tuple<A...>, F, O, Order>& written, recorder& to) {
        using value = value_of<Scope, aggregate<Signature, std::tuple<A...>, F, O, Order>>;
        static_assert(value::valid, "vinyl: the database has no such aggregate of values of this type");
        constexpr bool of_rows = !(contains_aggregate<A> || ...) && !contains_aggregate<typename Order::parts>;
        static_assert(
            of_rows,
            "vinyl: the database calculates no aggregate of an aggregate; annotate() rows with the inner one, and "
            "aggregate() over that");
        constexpr bool of_no_window = !has_window<Scope, type_list<A..., typename Order::parts>, F>;
        static_assert(of_no_window,
                      "vinyl: the database calculates no aggregate of a window; annotate() rows with the window, and "
                      "aggregate() over that");
        recorder::aggregate_form form;
        form.has_argument = sizeof...(A) > 0;
        constexpr std::uint32_t arguments = sizeof...(A);
        form.more_arguments = arguments > 0 ? arguments - 1 : 0;
        form.has_filter = !std::same_as<F, absent>;
        form.has_otherwise = !std::same_as<O, absent>;
        form.distinct = written.is_distinct();
        form.oid = oid_of<value>;
        if constexpr (value::valid && of_rows && of_no_window) {
            using result = typename aggregated<Scope, Signature, A...>::type;
            if constexpr (sizeof...(A) > 0)
                bind_argument<Scope, Signature,
                              without_optional_t<typename signature<Signature>::template parameter<0>>, result>(
                    std::get<0>(written.arguments()), to);
            if constexpr (!std::same_as<F, absent>) bind_condition<Scope>(written.condition(), to);
            if constexpr (!std::same_as<O, absent>)
                bind_bound<Scope, typename value::type>(written.default_value(), to);
            if constexpr (sizeof...(A) > 1) bind_arguments<Scope, Signature, result, 1>(written.arguments(), to);
            if constexpr (!std::same_as<Order, absent>)
                std::apply([&](const auto&... term) { ((form.terms += bind_inner_order<Scope>(term, to)), ...); },
                           written.order().terms());
            to.aggregate(written.info(), form);
        }
    }
};

template <class Scope, class Signature, class... A>
struct value_binding<Scope, function_call<Signature, A...>> {
    static void say(const function_call<Signature, A...>& written, recorder& to) {
        using value = value_of<Scope, function_call<Signature, A...>>;
        constexpr bool of_one_model = value::of_one_model;
        static_assert(of_one_model, "vinyl: the arguments of this function are rows of different models");
        using arguments = arguments_of<Scope, Signature, A...>;
        constexpr bool fits = arguments::fit;
        constexpr bool is_number = fits || !arguments::template lacks<takes::number>;
        static_assert(is_number, "vinyl: this function is for numbers, and this is none");
        constexpr bool is_text = fits || !arguments::template lacks<std::string>;
        static_assert(is_text, "vinyl: this function is for texts, and this is none");
        static_assert(fits || !is_number || !is_text, "vinyl: this function takes no argument of this type");
        if constexpr (fits) {
            bind_arguments<Scope, Signature, typename value::type>(written.arguments(), to);
            to.function(written.info(), sizeof...(A), oid_of<value>);
            if constexpr (casts_result<Signature>) to.cast(codec<typename value::type>::sql_type, oid_of<value>);
        }
    }
};

}  // namespace vinyl::detail
