// From the typed front to the query tree: an expression is bound to a model, names become paths, values become
// parameters, and what does not fit together is said in one static_assert. Behind this everything is run-time data.
#pragma once

#include <vinyl/expr/aggregate.hpp>
#include <vinyl/expr/function.hpp>
#include <vinyl/orm/parameter.hpp>
#include <vinyl/orm/scope.hpp>
#include <vinyl/orm/value_type.hpp>

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

template <class T>
inline constexpr bool is_field = false;
template <fixed_string Name>
inline constexpr bool is_field<field<Name>> = true;

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
        } else if constexpr (query_like<given>) {
            return sql::compare(Lookup, bind_operand<Scope, Lookup>(left), sql::subquery(right.value().sql_query()));
        } else {
            using plain = typename key_held<given>::type;
            static_assert(
                !key_holder<without_optional_t<given>> || left_value::is_relation || no_type<wanted>,
                "vinyl: an object is compared with a field that is no relation; compare a relation, or the key");
            static_assert(
                points_at<left_value, given>,
                "vinyl: the object compared with this relation is of another model than the relation points at");
            static_assert(fits_column<wanted, plain>(),
                          "vinyl: a value of this type can not be compared with this field");
            if constexpr (fits_column<wanted, plain>())
                return sql::compare(Lookup, bind_operand<Scope, Lookup>(left),
                                    value_beside<Scope, Left, wanted>(right.value()));
            else return {};
        }
    } else {
        using right_value = value_of<Scope, Right>;
        using wanted = typename right_type_beside<Lookup, typename left_value::type, typename right_value::type>::type;
        static_assert(comparable<wanted, typename right_value::type>,
                      "vinyl: these two fields or expressions are of unrelated types and can not be compared");
        return sql::compare(Lookup, bind_operand<Scope, Lookup>(left), bind_value<Scope>(right));
    }
}

template <class T, class V>
void append_member(std::vector<T>& values, bool& had_null, const V& value) {
    if constexpr (is_optional<V>) {
        if (value) append_member(values, had_null, *value);
        else had_null = true;
    } else if constexpr (null_like<V>) {
        had_null = true;
    } else {
        const auto& plain = plain_value(value);
        using P = std::remove_cvref_t<decltype(plain)>;
        if constexpr (std::same_as<T, std::string>) {
            values.push_back(std::string(view_of(plain)));
        } else if constexpr (whole_number<T> && whole_number<P>) {
            // no column of this type can hold the others
            if (std::in_range<T>(plain)) values.push_back(static_cast<T>(plain));
        } else if constexpr (std::same_as<T, json> && text_like<P>) {
            values.push_back(json(view_of(plain)));
        } else {
            values.push_back(static_cast<T>(plain));
        }
    }
}

/// The element type of the array that a list of values for a column of type T travels in.
template <class T, class... V>
struct list_element {
    // what is no integer is compared as a decimal, so that 1.5 does not become 1
    static constexpr bool fractions = whole_number<T> && ((std::floating_point<V> || std::same_as<V, decimal>) || ...);
    using type = std::conditional_t<fractions, decimal, T>;
};

template <class T, class V>
inline constexpr bool fits_list = fits_column<T, typename key_held<without_optional_t<V>>::type>();

template <class Scope, class Left, class Values>
sql::expr bind_membership(const Left& left, const Values& values) {
    using left_value = value_of<Scope, Left>;
    using T = typename left_value::type;
    sql::expr operand = bind_operand<Scope, sql::lookup::exact>(left);
    if constexpr (query_like<Values>) {
        return sql::in_query(std::move(operand), values.sql_query());
    } else if constexpr (std::ranges::input_range<const Values>) {
        using V = std::ranges::range_value_t<const Values>;
        static_assert(fits_list<T, V>,
                      "vinyl: the values given to in() are of a type that can not be compared with this field");
        if constexpr (fits_list<T, V> && !no_type<T>) {
            std::vector<typename list_element<T, typename key_held<without_optional_t<V>>::type>::type> list;
            bool had_null = false;
            for (const auto& value : values) append_member(list, had_null, static_cast<const V&>(value));
            const bool empty = list.empty();
            return sql::in_values(std::move(operand), to_wire(list), empty, had_null, cast_of<decltype(list)>());
        } else {
            return {};
        }
    } else {
        constexpr bool fits = []<class... V>(std::type_identity<std::tuple<constant<V>...>>) {
            return (fits_list<T, V> && ...);
        }(std::type_identity<Values>());
        static_assert(fits, "vinyl: the values given to in() are of a type that can not be compared with this field");
        return std::apply(
            [&]<class... V>(const constant<V>&... each) -> sql::expr {
                if constexpr ((fits_list<T, V> && ...) && !no_type<T>) {
                    std::vector<typename list_element<T, typename key_held<without_optional_t<V>>::type...>::type> list;
                    bool had_null = false;
                    (append_member(list, had_null, each.value()), ...);
                    const bool empty = list.empty();
                    return sql::in_values(std::move(operand), to_wire(list), empty, had_null,
                                          cast_of<decltype(list)>());
                } else {
                    return {};
                }
            },
            values);
    }
}

/// A bound of a range: the value as the field's type, or an expression.
template <class Scope, class T, class Bound>
sql::expr bind_bound(const Bound& bound) {
    if constexpr (is_constant<Bound>) {
        constexpr bool fits = fits_column<T, typename Bound::type>() && !null_like<typename Bound::type>;
        static_assert(fits, "vinyl: a value of this type can not be compared with this field");
        if constexpr (fits) return value_for<T>(bound.value());
        else return {};
    } else {
        static_assert(comparable<T, typename value_of<Scope, Bound>::type>,
                      "vinyl: these two fields or expressions are of unrelated types and can not be compared");
        return bind_value<Scope>(bound);
    }
}

template <class Scope, class Left, class Low, class High>
sql::expr bind_range(const Left& left, const Low& low, const High& high) {
    using T = typename value_of<Scope, Left>::type;
    return sql::in_range(bind_operand<Scope, sql::lookup::exact>(left), bind_bound<Scope, T>(low),
                         bind_bound<Scope, T>(high));
}

template <class T>
concept pair_like = requires { std::tuple_size<T>::value; } && (std::tuple_size<T>::value == 2);

/// `"price__lt"_f = 10`: the name says which condition it is.
template <class Scope, fixed_string Name, class Operand>
sql::expr bind_keyword(const Operand& operand) {
    using meaning = field_meaning<Scope, Name>;
    const field<Name> left;
    if constexpr (meaning::form == lookup_form::compare) {
        return bind_comparison<Scope, meaning::lookup>(left, operand);
    } else if constexpr (meaning::form == lookup_form::in) {
        static_assert(is_constant<Operand>, "vinyl: __in takes a range of values or a queryset");
        return bind_membership<Scope>(left, operand.value());
    } else if constexpr (meaning::form == lookup_form::range) {
        static_assert(is_constant<Operand> && pair_like<typename Operand::type>,
                      "vinyl: __range takes two values: std::pair(low, high)");
        using std::get;
        const auto& [low, high] = operand.value();
        return bind_range<Scope>(left, constant(low), constant(high));
    } else {
        static_assert(is_constant<Operand> && std::same_as<typename Operand::type, bool>,
                      "vinyl: __isnull takes a bool");
        return sql::is_null(bind_operand<Scope, sql::lookup::exact>(left), operand.value());
    }
}

// ---- which binding belongs to which written form

template <class Scope, sql::lookup Lookup, class L, class R, bool Negated>
sql::expr bind_form(const comparison<Lookup, L, R, Negated>& written) {
    // looked up here already, so that the compiler's way to the message about a mistake in it is short
    if constexpr (is_field<L>) {
        using known [[maybe_unused]] = typename field_meaning<Scope, L::name>::value_type;
    } else if constexpr (!is_constant<L>) {
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
template <class Scope, fixed_string Name, class Operand>
sql::expr bind_form(const keyword<Name, Operand>& written) {
    using known [[maybe_unused]] = typename field_meaning<Scope, Name>::value_type;
    return bind_keyword<Scope, Name>(written.operand());
}

template <class Scope, class C>
sql::expr bind_condition(const C& written) {
    static_assert(expression<C>, "vinyl: this is no condition; write one such as \"price\"_f < 10");
    if constexpr (condition<C>) {
        return bind_form<Scope>(written);
    } else {
        using type = typename value_of<Scope, C>::type;
        static_assert(std::same_as<type, bool> || no_type<type>,
                      "vinyl: a field alone is a condition only if it is a bool; compare it with something");
        return sql::condition(bind_value<Scope>(written));
    }
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
    return field_meaning<Scope, Name>::make(Lookup);
}
template <class Scope, sql::lookup Lookup, class E>
sql::expr bind_operand(const E& written) {
    return bind_value<Scope>(written);
}

template <class Scope, fixed_string Name>
sql::expr bind_form_value(const field<Name>&) {
    return field_meaning<Scope, Name>::make(sql::lookup::exact);
}
template <class Scope, fixed_string Name>
sql::expr bind_form_value(const outer_field<Name>&) {
    return sql::outer(std::string(Name.view()));
}
template <class Scope, class T>
sql::expr bind_form_value(const constant<T>& written) {
    if constexpr (query_like<T>)
        return sql::subquery(written.value().sql_query(), oid_of<value_of<Scope, constant<T>>>);
    else if constexpr (null_like<T>) return sql::null();
    else return value_for<unknown_type>(plain_value(written.value()));
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

/// The type that a number travels as beside an operand of type Other: 1.5 beside a decimal is exact, and a whole number
/// is as wide as the result.
template <class Other, class Result>
using number_beside = std::conditional_t<whole_number<Other> && whole_number<Result>, Result, Other>;

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
    using result = typename value_of<Scope, arithmetic<Sign, L, R>>::type;
    return sql::arithmetic(operator_of(Sign),
                           bind_beside<Scope, result, typename value_of<Scope, R>::type>(written.left()),
                           bind_beside<Scope, result, typename value_of<Scope, L>::type>(written.right()));
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
    sql::expr argument;
    if constexpr (!std::same_as<A, absent>) argument = bind_value<Scope>(written.argument());
    return sql::aggregate(names[static_cast<std::size_t>(Kind)], std::move(argument), std::move(options));
}

template <class Scope, function_kind Kind, class... A>
sql::expr bind_form_value(const function_call<Kind, A...>& written) {
    static constexpr const char* names[] = {"LOWER",    "UPPER", "LENGTH", "ABS", "COALESCE", "STATEMENT_TIMESTAMP",
                                            "GREATEST", "LEAST"};
    using value = value_of<Scope, function_call<Kind, A...>>;
    std::vector<sql::expr> arguments;
    std::apply(
        [&](const auto&... each) {
            (arguments.push_back([&] {
                if constexpr (Kind == function_kind::coalesce || Kind == function_kind::greatest ||
                              Kind == function_kind::least)
                    return bind_bound<Scope, typename value::type>(each);
                else return bind_value<Scope>(each);
            }()),
             ...);
        },
        written.arguments());
    return sql::function(names[static_cast<std::size_t>(Kind)], std::move(arguments), oid_of<value>);
}

template <class Scope, class E>
sql::expr bind_value(const E& written) {
    if constexpr (condition<E>) return bind_condition<Scope>(written);
    else return bind_form_value<Scope>(written);
}

}  // namespace vinyl::detail
