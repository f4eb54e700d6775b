// From the typed front to the query tree: an expression is bound to a model, names become paths, values become
// parameters, and what does not fit together is said in one static_assert. Behind this everything is run-time data.
#pragma once

#include <vinyl/bind/value_type.hpp>  // first, so that what the compiler prints before its messages is short

#include <vinyl/expr/contains_aggregate.hpp>
#include <vinyl/bind/parameter.hpp>
#include <vinyl/bind/scope.hpp>
#include <vinyl/bind/value_list.hpp>

#include <array>
#include <ranges>
#include <tuple>
#include <utility>
#include <vector>

namespace vinyl::detail {

template <class Scope, class E>
sql::expr bind_value(const E& written);
template <class Scope, class C>
sql::expr bind_condition(const C& written);

template <class Scope, sql::lookup Lookup, fixed_string Name>
sql::expr bind_operand(const field<Name>& written);
template <class Scope, sql::lookup Lookup, class E>
sql::expr bind_operand(const E& written);

constexpr sql::lookup mirrored(sql::lookup how) noexcept {
    switch (how) {
        case sql::lookup::lt: return sql::lookup::gt;
        case sql::lookup::lte: return sql::lookup::gte;
        case sql::lookup::gt: return sql::lookup::lt;
        case sql::lookup::gte: return sql::lookup::lte;
        default: return how;
    }
}

/// The type that a lookup wants on its right side.
template <sql::lookup Lookup, class T>
using right_type = std::conditional_t<
    Lookup == sql::lookup::contains || Lookup == sql::lookup::icontains || Lookup == sql::lookup::startswith ||
        Lookup == sql::lookup::istartswith || Lookup == sql::lookup::endswith || Lookup == sql::lookup::iendswith ||
        Lookup == sql::lookup::iexact || Lookup == sql::lookup::regex || Lookup == sql::lookup::iregex,
    std::string,
    std::conditional_t<Lookup == sql::lookup::has_key, std::string,
                       std::conditional_t<Lookup == sql::lookup::has_keys || Lookup == sql::lookup::has_any_keys,
                                          std::vector<std::string>, T>>>;

/// What a lookup sees on its left side.
template <class Scope, class Left>
struct left_side {
    static constexpr value_family family = family_of_type<typename value_of<Scope, Left>::type>();
    static constexpr bool is_json_key = false;
};
template <class Scope, fixed_string Name>
struct left_side<Scope, field<Name>> : field_meaning<Scope, Name> {};

template <sql::lookup Lookup, class Scope, class Left>
inline constexpr bool has_such_lookup =
    no_type<typename value_of<Scope, Left>::type> || fits(Lookup, left_side<Scope, Left>::family) ||
    (left_side<Scope, Left>::is_json_key && fits(Lookup, value_family::text));

/// The same when the type of the right side is looked at, too: a range may be asked for one value.
template <sql::lookup Lookup, class T, class Given>
struct right_type_beside {
    using type = right_type<Lookup, T>;
};
template <class T, class Given>
    requires(!std::same_as<without_optional_t<Given>, range<T>> && fits_column<T, without_optional_t<Given>>())
struct right_type_beside<sql::lookup::array_contains, range<T>, Given> {
    using type = T;
};

/// The value that a field or another expression is compared with, as a value of type T.
template <class Scope, class Left, class T, class V>
sql::expr value_beside(const V& value) {
    if constexpr (is_field<Left>)
        return with_place("comparing", struct_name<typename Scope::model>, Left::name.view(), plain_value(value),
                          [](const auto& plain) { return value_for<T>(plain); });
    else return value_for<T>(plain_value(value));
}

/// left <lookup> right, the left side being a field or another expression.
template <class Scope, sql::lookup Lookup, class Left, class Right>
sql::expr bind_comparison(const Left& left, const Right& right) {
    using left_value = value_of<Scope, Left>;
    static_assert(has_such_lookup<Lookup, Scope, Left>,
                  "vinyl: the field or expression on the left has no such lookup; values of its type do not know it");
    if constexpr (is_constant<Right>) {
        using given = typename Right::type;
        using wanted =
            typename right_type_beside<Lookup, typename left_value::type, typename key_held<given>::type>::type;
        if constexpr (null_like<given>) {
            static_assert(Lookup == sql::lookup::exact,
                          "vinyl: only == and != compare with nullopt; it stands for NULL");
            // as in Django: the JSON null under a key; isnull() asks whether there is the key
            if constexpr (left_side<Scope, Left>::is_json_key)
                return sql::compare(Lookup, bind_operand<Scope, Lookup>(left), sql::value(to_wire(json(nullptr))));
            else return sql::is_null(bind_operand<Scope, Lookup>(left));
        } else {
            using plain = typename key_held<given>::type;
            static_assert(
                takes_object<left_value, given>,
                "vinyl: an object is compared with a field that is no relation; compare a relation, or the key");
            static_assert(
                points_at<left_value, given>,
                "vinyl: the object compared with this relation is of another model than the relation points at");
            static_assert(takes<wanted, plain>, "vinyl: a value of this type can not be compared with this field");
            if constexpr (takes<wanted, plain>)
                return sql::compare(Lookup, bind_operand<Scope, Lookup>(left),
                                    value_beside<Scope, Left, wanted>(right.value()));
            else return {};
        }
    } else {
        using right_value = value_of<Scope, Right>;
        using wanted = typename right_type_beside<Lookup, typename left_value::type, typename right_value::type>::type;
        static_assert(comparable<wanted, typename right_value::type>,
                      "vinyl: these two fields or expressions are of unrelated types and can not be compared");
        static_assert(of_same_model<Scope, Left, Right>,
                      "vinyl: rows of two different models are compared; of a subquery's rows name the column to "
                      "compare, as in values(\"title\"_f)");
        return sql::compare(Lookup, bind_operand<Scope, Lookup>(left), bind_value<Scope>(right));
    }
}

/// in() of values, among which may be expressions.
template <class Scope, class Left, class... E>
sql::expr bind_members(const Left& left, const std::tuple<E...>& values) {
    using left_value = value_of<Scope, Left>;
    using T = typename left_value::type;
    constexpr bool no_object = (listed<left_value, E>::is_no_object && ...);
    static_assert(no_object,
                  "vinyl: an object is given to in() of a field that is no relation; name a relation, or give the key");
    constexpr bool same_model = (listed<left_value, E>::points_there && ...);
    static_assert(same_model, "vinyl: an object given to in() is of another model than the relation points at");
    constexpr bool fit = (listed<left_value, E>::fits && ...);
    static_assert(fit, "vinyl: the values given to in() are of a type that can not be compared with this field");
    if constexpr (no_object && same_model && fit && !std::same_as<T, unresolved>) {
        using list = list_of<Scope, T, type_list<>, E...>;
        typename list::type constants;
        std::vector<sql::expr> either;
        const auto take = [&]<class V>(const V& each) {
            if constexpr (is_constant<V>) constants.add(each.value());
            else either.push_back(bind_comparison<Scope, sql::lookup::exact>(left, each));
        };
        std::apply([&](const E&... each) { (take(each), ...); }, values);
        if constexpr (!list::empty) either.push_back(constants.in(bind_operand<Scope, sql::lookup::exact>(left)));
        return either.empty() ? sql::nothing() : sql::any_of(std::move(either));
    } else {
        return {};
    }
}

template <class Scope, class Left, class Values>
sql::expr bind_membership(const Left& left, const Values& values) {
    using left_value = value_of<Scope, Left>;
    using T = typename left_value::type;
    if constexpr (query_like<Values>) {
        using rows = value_of<Scope, subquery<Values>>;
        static_assert(comparable<T, typename rows::type>,
                      "vinyl: the column of the subquery given to in() is of another type than this field");
        static_assert(of_same_model<Scope, Left, subquery<Values>>,
                      "vinyl: the queryset given to in() has rows of another model than the field; name the column to "
                      "compare, as in values(\"title\"_f)");
        return sql::in_query(bind_operand<Scope, sql::lookup::exact>(left), values.sql_query());
    } else {
        using V = std::ranges::range_value_t<const Values>;
        // one array, of an array column, is one value
        constexpr bool one_value = !takes_listed<left_value, V> && takes_listed<left_value, Values>;
        using member = listed<left_value, constant<std::conditional_t<one_value, Values, V>>>;
        static_assert(
            member::is_no_object,
            "vinyl: objects are given to in() of a field that is no relation; name a relation, or give the keys");
        static_assert(member::points_there,
                      "vinyl: an object given to in() is of another model than the relation points at");
        static_assert(member::fits,
                      "vinyl: the values given to in() are of a type that can not be compared with this field");
        if constexpr (one_value) {
            return bind_members<Scope>(left, std::tuple(constant<Values>(values)));
        } else if constexpr (member::is_no_object && member::points_there && member::fits &&
                             !std::same_as<T, unresolved>) {
            typename list_of<Scope, T, type_list<>, constant<V>>::type list;
            for (const auto& value : values) list.add(static_cast<const V&>(value));
            return list.in(bind_operand<Scope, sql::lookup::exact>(left));
        } else {
            return {};
        }
    }
}

/// A bound of a range: the value as the field's type, or an expression.
template <class Scope, class T, class Bound>
sql::expr bind_bound(const Bound& bound) {
    if constexpr (is_constant<Bound>) {
        constexpr bool fits = takes<T, typename Bound::type> && !null_like<typename Bound::type>;
        static_assert(fits, "vinyl: a value of this type can not be compared with this field");
        if constexpr (fits) return value_for<T>(bound.value());
        else return {};
    } else {
        using V = typename value_of<Scope, Bound>::type;
        static_assert(comparable<T, V>,
                      "vinyl: these two fields or expressions are of unrelated types and can not be compared");
        // of a real and an integer the server makes a real, which does not hold the integer
        if constexpr (std::same_as<T, double> && std::same_as<V, float>)
            return sql::cast(bind_value<Scope>(bound), std::string(codec<double>::sql_type), codec<double>::oid);
        else return bind_value<Scope>(bound);
    }
}

template <class Scope, class Left, class Low, class High>
sql::expr bind_range(const Left& left, const Low& low, const High& high) {
    using T = typename value_of<Scope, Left>::type;
    static_assert(of_same_model<Scope, Left, Low> && of_same_model<Scope, Left, High>,
                  "vinyl: the bounds of between() are rows of another model than the field");
    return sql::in_range(bind_operand<Scope, sql::lookup::exact>(left), bind_bound<Scope, T>(low),
                         bind_bound<Scope, T>(high));
}

template <class Operand>
inline constexpr bool list_like = is_subquery<Operand>;
template <std::ranges::input_range V>
inline constexpr bool list_like<constant<V>> = !text_like<V>;

template <class Operand>
inline constexpr bool is_pair = false;
template <class V>
    requires requires { std::tuple_size<V>::value; }
inline constexpr bool is_pair<constant<V>> = std::tuple_size<V>::value == 2;

template <class Operand>
inline constexpr bool is_bool = std::same_as<Operand, constant<bool>>;

/// `"price__lt"_f = 10`: the name says which condition it is.
template <class Scope, fixed_string Name, class Operand>
sql::expr bind_keyword(const Operand& operand) {
    using meaning = field_meaning<Scope, Name>;
    const field<Name> left;
    if constexpr (meaning::form == lookup_form::compare) {
        return bind_comparison<Scope, meaning::lookup>(left, operand);
    } else if constexpr (meaning::form == lookup_form::in) {
        static_assert(list_like<Operand>, "vinyl: __in takes a range of values or a queryset");
        if constexpr (is_subquery<Operand>) return bind_membership<Scope>(left, operand.rows());
        else if constexpr (list_like<Operand>) return bind_membership<Scope>(left, operand.value());
        else return {};
    } else if constexpr (meaning::form == lookup_form::range) {
        static_assert(is_pair<Operand>, "vinyl: __range takes two values: std::pair(low, high)");
        if constexpr (is_pair<Operand>) {
            const auto& [low, high] = operand.value();
            return bind_range<Scope>(left, constant(low), constant(high));
        } else {
            return {};
        }
    } else {
        static_assert(is_bool<Operand>, "vinyl: __isnull takes a bool");
        if constexpr (is_bool<Operand>)
            return sql::is_null(bind_operand<Scope, sql::lookup::exact>(left), operand.value());
        else return {};
    }
}

// ---- which binding belongs to which written form

template <class Scope, sql::lookup Lookup, class L, class R, bool Negated>
sql::expr bind_form(const comparison<Lookup, L, R, Negated>& written) {
    // looked up here already, so that the compiler's way to the message about a mistake in it is short
    if constexpr (!is_field<L> && !is_constant<L>) {
        using known [[maybe_unused]] = typename value_of<Scope, L>::type;
    }
    sql::expr bound = [&] {
        if constexpr (is_constant<L>) return bind_comparison<Scope, mirrored(Lookup)>(written.right(), written.left());
        else
            return bind_comparison<Scope, lookup_on(left_side<Scope, L>::family, Lookup)>(written.left(),
                                                                                          written.right());
    }();
    if constexpr (Negated) return sql::negation(std::move(bound));
    else return bound;
}
template <class Scope, class L, class Values>
sql::expr bind_form(const membership<L, Values>& written) {
    return bind_membership<Scope>(written.left(), written.values());
}
template <class Scope, class L, class... E>
sql::expr bind_form(const membership<L, std::tuple<E...>>& written) {
    return bind_members<Scope>(written.left(), written.values());
}
template <class Scope, class L, class Low, class High>
sql::expr bind_form(const interval_test<L, Low, High>& written) {
    return bind_range<Scope>(written.left(), written.low(), written.high());
}
template <class Scope, class L>
sql::expr bind_form(const null_test<L>& written) {
    return sql::is_null(bind_operand<Scope, sql::lookup::exact>(written.left()), written.truth());
}
template <class Scope, logic Operator, class L, class R>
sql::expr bind_form(const combination<Operator, L, R>& written) {
    std::vector<sql::expr> both;
    both.reserve(2);
    both.push_back(bind_condition<Scope>(written.left()));
    both.push_back(bind_condition<Scope>(written.right()));
    if constexpr (Operator == logic::and_) return sql::all_of(std::move(both));
    else if constexpr (Operator == logic::or_) return sql::any_of(std::move(both));
    else return sql::one_of(std::move(both));
}
template <class Scope, class Operand>
sql::expr bind_form(const inversion<Operand>& written) {
    return sql::negation(bind_condition<Scope>(written.operand()));
}
template <class Scope, class Queryset>
sql::expr bind_form(const existence<Queryset>& written) {
    return sql::exists(written.rows().sql_query());
}
template <class Scope, class M, class Annotations>
sql::expr bind_form(const condition<M, Annotations>& written) {
    static_assert(std::same_as<M, typename Scope::model>,
                  "vinyl: this vinyl::condition was put together for another model than it is used for");
    static_assert(has_annotations<Annotations, typename Scope::annotated>,
                  "vinyl: this vinyl::condition needs annotations that this queryset does not have");
    return written.bound();
}
template <class Scope, fixed_string Name, class Operand>
sql::expr bind_form(const keyword<Name, Operand>& written) {
    static_cast<void>(sizeof(checked<Scope, field<Name>>));
    return bind_keyword<Scope, Name>(written.operand());
}

template <class Scope, class C>
sql::expr bind_condition(const C& written) {
    static_assert(expression<C>, "vinyl: this is no condition; write one such as \"price\"_f < 10");
    if constexpr (condition_expression<C>) {
        return bind_form<Scope>(written);
    } else if constexpr (!expression<C>) {
        return {};
    } else {
        using type = typename value_of<Scope, C>::type;
        static_assert(std::same_as<type, bool> || no_type<type>,
                      "vinyl: a field alone is a condition only if it is a bool; compare it with something");
        return sql::condition(bind_value<Scope>(written));
    }
}

/// What filter() is given, as one condition.
inline sql::expr together(sql::expr only) { return only; }
template <class... E>
sql::expr together(E... conditions) {
    return sql::all_of({std::move(conditions)...});
}

// ---- values

/// The OID of the values of an expression; 0 when it is not known.
template <class Value>
inline constexpr std::uint32_t oid_of = 0;
template <class Value>
    requires column_type<typename Value::type>
inline constexpr std::uint32_t oid_of<Value> = codec<typename Value::type>::oid;

/// The left side of a comparison.
template <class Scope, sql::lookup Lookup, fixed_string Name>
sql::expr bind_operand(const field<Name>&) {
    static_cast<void>(sizeof(checked<Scope, field<Name>>));
    return field_meaning<Scope, Name>::make(Lookup);
}
template <class Scope, sql::lookup Lookup, class E>
sql::expr bind_operand(const E& written) {
    return bind_value<Scope>(written);
}

template <class Scope, fixed_string Name>
sql::expr bind_form_value(const field<Name>&) {
    static_assert(!field_meaning<Scope, Name>::has_lookup,
                  "vinyl: this name ends in a lookup, which makes a condition, but a value is wanted here");
    static_cast<void>(sizeof(checked<Scope, field<Name>>));
    return field_meaning<Scope, Name>::make(sql::lookup::exact);
}
template <class Scope, fixed_string Name>
sql::expr bind_form_value(const outer_field<Name>&) {
    return sql::outer(std::string(Name.view()));
}
template <class Scope, class T>
sql::expr bind_form_value(const constant<T>& written) {
    using type = typename value_of<Scope, constant<T>>::type;
    if constexpr (null_like<T>) return sql::null();
    else if constexpr (column_type<type>) return value_for<type>(written.value());
    else return {};
}
template <class Scope, class Q>
sql::expr bind_form_value(const subquery<Q>& written) {
    return sql::subquery(written.rows().sql_query(), oid_of<value_of<Scope, subquery<Q>>>);
}

constexpr sql::arithmetic_operator operator_of(arithmetic_sign sign) noexcept {
    switch (sign) {
        case arithmetic_sign::plus: return sql::arithmetic_operator::add;
        case arithmetic_sign::minus: return sql::arithmetic_operator::subtract;
        case arithmetic_sign::times: return sql::arithmetic_operator::multiply;
        case arithmetic_sign::divided_by: return sql::arithmetic_operator::divide;
        case arithmetic_sign::modulo: break;
    }
    return sql::arithmetic_operator::modulo;
}

/// The type that a number travels as beside an operand of type Other: 1.5 beside a decimal is exact, and otherwise it is
/// as wide as the result.
template <class Other, class Result>
using number_beside =
    std::conditional_t<(whole_number<Other> && whole_number<Result>) || std::floating_point<Result>, Result, Other>;

/// An operand of a calculation that gives a Result, beside one of type Other.
template <class Scope, class Result, class Other, class E>
sql::expr bind_beside(const E& written) {
    using V = typename value_of<Scope, E>::type;
    // The server adds integers to dates, but no bigints.
    if constexpr (std::same_as<Other, date> && whole_number<V>) {
        if constexpr (is_constant<E>) return sql::value(to_parameter<std::int32_t>(written.value()));
        else if constexpr (sizeof(V) > sizeof(std::int32_t)) return sql::cast(bind_value<Scope>(written), "integer");
        else return bind_value<Scope>(written);
    } else if constexpr (is_constant<E> && any_number<Other> && any_number<V>) {
        return sql::value(to_parameter<number_beside<Other, Result>>(written.value()));
    } else {
        return bind_value<Scope>(written);
    }
}

template <class Scope, arithmetic_sign Sign, class L, class R>
sql::expr bind_form_value(const arithmetic<Sign, L, R>& written) {
    using value = value_of<Scope, arithmetic<Sign, L, R>>;
    using result = typename value::type;
    return sql::arithmetic(
        operator_of(Sign), bind_beside<Scope, result, typename value_of<Scope, R>::type>(written.left()),
        bind_beside<Scope, result, typename value_of<Scope, L>::type>(written.right()), oid_of<value>);
}
template <class Scope, class E>
sql::expr bind_form_value(const negative<E>& written) {
    return sql::negate(bind_value<Scope>(written.operand()));
}

template <class Scope, aggregate_kind Kind, class A, class F, class O>
sql::expr bind_form_value(const aggregate<Kind, A, F, O>& written) {
    static constexpr const char* names[] = {"COUNT", "SUM", "AVG", "MIN", "MAX"};
    using value = value_of<Scope, aggregate<Kind, A, F, O>>;
    static_assert(value::valid, "vinyl: the database has no such aggregate of values of this type");
    sql::aggregate_options options;
    options.distinct = written.is_distinct();
    options.oid = oid_of<value>;
    if constexpr (!std::same_as<F, absent>) options.filter = bind_condition<Scope>(written.condition());
    if constexpr (!std::same_as<O, absent>)
        options.otherwise = bind_bound<Scope, typename value::type>(written.default_value());
    static_assert(
        !contains_aggregate<A>,
        "vinyl: the database calculates no aggregate of an aggregate; annotate() rows with the inner one, and "
        "aggregate() over that");
    sql::expr argument;
    if constexpr (!std::same_as<A, absent>) argument = bind_value<Scope>(written.argument());
    return sql::aggregate(names[static_cast<std::size_t>(Kind)], std::move(argument), std::move(options));
}

template <class Scope, function_kind Kind, class... A>
sql::expr bind_form_value(const function_call<Kind, A...>& written) {
    static constexpr const char* names[] = {"LOWER",    "UPPER", "LENGTH", "ABS", "COALESCE", "STATEMENT_TIMESTAMP",
                                            "GREATEST", "LEAST"};
    using value = value_of<Scope, function_call<Kind, A...>>;
    constexpr bool one_of_them =
        Kind == function_kind::coalesce || Kind == function_kind::greatest || Kind == function_kind::least;
    constexpr bool of_one_model = !one_of_them || value::valid;
    static_assert(of_one_model, "vinyl: the arguments of this function are rows of different models");
    constexpr bool is_defined = one_of_them || value::valid;
    static_assert(is_defined,
                  "vinyl: lower(), upper() and length() are for texts, abs() is for numbers, and this is none");
    std::vector<sql::expr> arguments;
    const auto take = [&]<class E>(const E& each) {
        if constexpr (one_of_them) arguments.push_back(bind_bound<Scope, typename value::type>(each));
        else arguments.push_back(bind_value<Scope>(each));
    };
    std::apply([&](const auto&... each) { (take(each), ...); }, written.arguments());
    return sql::function(names[static_cast<std::size_t>(Kind)], std::move(arguments), oid_of<value>);
}

template <class Scope, class E>
sql::expr bind_value(const E& written) {
    if constexpr (condition_expression<E>) return bind_condition<Scope>(written);
    else return bind_form_value<Scope>(written);
}

}  // namespace vinyl::detail
