// From the typed front to the query tree: an expression is bound to a model, names become paths, values become
// parameters, and what does not fit together is said in one static_assert. Behind this everything is run-time data.
#pragma once

#include <vinyl/bind/value_type.hpp>  // first, so that what the compiler prints before its messages is short

#include <vinyl/base/ranges.hpp>
#include <vinyl/expr/contains_aggregate.hpp>
#include <vinyl/bind/has_window.hpp>
#include <vinyl/bind/parameter.hpp>
#include <vinyl/bind/scope.hpp>
#include <vinyl/bind/value_list.hpp>
#include <vinyl/bind/whole_number.hpp>

#include <tuple>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// Says the values of a kind that has a header of its own, by say(written, to): specialised there. With say_condition()
/// what it is as a condition, where that is more than a bool that is true.
template <class Scope, class E>
struct value_binding;
template <class Scope, class E>
void bind_value(const E& written, recorder& to);
template <class Scope, class C>
void bind_condition(const C& written, recorder& to);

/// `as_text`: what stands under keys of JSON, as a text.
template <class Scope, fixed_string Name>
void bind_operand(const field<Name>& written, recorder& to, bool as_text = false);
template <class Scope, fixed_string Name>
void bind_operand(const outer_field<Name>& written, recorder& to, bool as_text = false);
template <class Scope, class E>
void bind_operand(const E& written, recorder& to, bool as_text = false);

template <class Scope, class Q>
void bind_rows(const Q& rows, recorder& to);

/// The OID of the values of an expression; 0 when it is not known.
template <class Value>
inline constexpr std::uint32_t oid_of = 0;
template <class Value>
    requires column_type<typename Value::type>
inline constexpr std::uint32_t oid_of<Value> = codec<typename Value::type>::oid;

/// What a lookup sees on its left side.
template <class Scope, class Left>
struct left_side {
    static constexpr value_family family = family_of_type<typename value_of<Scope, Left>::type>();
    static constexpr bool is_json_key = false;
};
template <class Scope, fixed_string Name>
struct left_side<Scope, field<Name>> : field_meaning<Scope, Name> {};
template <class Scope, fixed_string Name>
    requires knows_around<Scope>
struct left_side<Scope, outer_field<Name>> : field_meaning<typename Scope::around, Name> {};

/// A lookup beside a left side: which one among overloads, and whether it looks at the text of what stands under keys
/// of JSON.
template <class Lookup, class Scope, class Left>
struct lookup_beside {
    using left_type = typename value_of<Scope, Left>::type;
    static constexpr value_family column = left_side<Scope, Left>::family;
    static constexpr bool fits_value = no_type<left_type> || lookup_on<Lookup, left_type>::fits(column);
    static constexpr bool looks_at_text = left_side<Scope, Left>::is_json_key && !fits_value;
    static constexpr bool fits =
        fits_value || (looks_at_text && lookup_on<Lookup, std::string>::fits(value_family::text));
    using chosen = chosen_lookup<Lookup, left_type, looks_at_text ? value_family::text : column>;
    using form = typename chosen::type;
};

template <class Lookup, class Scope, class Left>
inline constexpr bool has_such_lookup = lookup_beside<Lookup, Scope, Left>::fits;

/// The type that a lookup wants on its right side, beside a value of type T, when it is given one of type Given.
template <class Right, class T, class Given>
struct right_type_beside {
    using type = Right;
};
template <class T, class Given>
struct right_type_beside<takes::same, T, Given> {
    using type = T;
};
template <class T, class Given>
struct right_type_beside<takes::same_or_in_range, T, Given> {
    using type = T;
};
template <class T, class Given>
    requires(!std::same_as<without_optional_t<Given>, range<T>> && fits_column<T, without_optional_t<Given>>())
struct right_type_beside<takes::same_or_in_range, range<T>, Given> {
    using type = T;
};

template <class T, class Given>
struct right_type_beside<takes::range_around, T, Given> {
    using type = range<std::conditional_t<std::floating_point<T>, decimal,
                                          std::conditional_t<std::same_as<T, std::int16_t>, std::int32_t, T>>>;
};

/// Whether an array is compared with the values of a queryset, gathered as one.
template <class T, class Right, class V>
inline constexpr bool is_gathered = false;
template <class T, class Rows, class V>
inline constexpr bool is_gathered<std::vector<T>, subquery<Rows>, V> =
    comparable<without_optional_t<T>, V> && !comparable<std::vector<T>, V>;

/// How a lookup is written that has a value of type Wanted on its right, beside one of type T.
template <class Form, class T, class Wanted>
const sql::lookup_info& info_of(const Form& lookup) {
    constexpr bool in_range = std::same_as<typename Form::right, takes::same_or_in_range> && !std::same_as<T, Wanted>;
    if constexpr (in_range) return lookup.info_apart();
    else return lookup.info();
}

/// The transforms of a path, on whichever side of a subquery it is looked up.
template <class Scope, class Left>
struct transforms_of {
    static constexpr list_view<const sql::transform_info* const> list{};
};
template <class Scope, fixed_string Name>
struct transforms_of<Scope, field<Name>> {
    static constexpr list_view<const sql::transform_info* const> list = field_meaning<Scope, Name>::transforms;
};
template <class Scope, fixed_string Name>
    requires knows_around<Scope>
struct transforms_of<Scope, outer_field<Name>> : transforms_of<typename Scope::around, field<Name>> {};

/// Whether one of them is taken of both sides.
template <class Scope, class Left>
inline constexpr bool is_mirrored = [] {
    for (const sql::transform_info* each : transforms_of<Scope, Left>::list)
        if (each->called.traits().is_bilateral) return true;
    return false;
}();

/// What stands on the right of such a path, once it is said.
template <class Scope, class Left, class Right>
void bind_mirrored([[maybe_unused]] const Right& right, [[maybe_unused]] recorder& to) {
    if constexpr (is_mirrored<Scope, Left>) {
        if constexpr (is_constant<Right>)
            if constexpr (is_optional<typename Right::type>)
                if (!right.value()) return;
        for (const sql::transform_info* each : transforms_of<Scope, Left>::list)
            if (each->called.traits().is_bilateral) to.extract(*each);
    }
}

/// The value that a field or another expression is compared with, as a value of type T.
template <class Scope, class Left, class T, class V>
void bind_value_beside(const V& value, recorder& to) {
    if constexpr (is_plain_text<T, V>) {
        bind_text(view_of(value), to);
    } else if constexpr (is_field<Left> && !std::is_arithmetic_v<V>) {
        try {
            bind_constant<T>(plain_value(value), to);
        } catch (const data_error& problem) {
            throw_with_place("comparing", struct_name<typename Scope::model>, Left::name.view(), problem);
        }
    } else {
        bind_constant<T>(plain_value(value), to);
    }
}

/// Whether E is a column of whole numbers as T holds them, which no expression is known to be.
template <class Scope, class E, class T>
inline constexpr bool is_whole_column = false;
template <class Scope, fixed_string Name, whole_number T>
inline constexpr bool is_whole_column<Scope, field<Name>, T> = [] {
    if constexpr (requires { typename field_meaning<Scope, Name>::resolved; }) {
        using resolved = typename field_meaning<Scope, Name>::resolved;
        // g++ 12's UBSan takes no comparison of the column's address with null for a constant
        if constexpr (!resolved::path.transforms.empty()) return false;
        else if constexpr (resolved::field == no_field) return true;
        else return resolved::path.column->oid == codec<T>::oid;
    } else {
        return false;
    }
}();

/// A number beside such a column, and the comparison.
template <class T, class Form, class V>
void compare_whole(const Form& how, const V& value, recorder& to) {
    if constexpr (is_optional<V>) {
        if (value) return compare_whole<T>(how, *value, to);
        bind_constant<T>(value, to);
        to.compare(how.info());
    } else {
        const sql::year_bounds comparison = how.info().traits().year;
        whole_beside<T> beside;
        const bool compares = comparison != sql::year_bounds::none;  // a lookup of the user's may be anything
        if (compares) beside = whole_beside_column<T>(comparison, value);
        if (compares && beside.known == sql::outcome::open) bind_constant<T>(beside.value, to);
        else bind_constant<T>(value, to);
        to.compare(beside.known == sql::outcome::open ? how.info() : sql::known_comparison(comparison, beside.known));
    }
}

/// left <lookup> right, the left side being a field or another expression.
template <class Scope, class Lookup, class Left, class Right>
void bind_comparison(const Lookup& how, const Left& left, const Right& right, recorder& to) {
    using left_value = value_of<Scope, Left>;
    using beside = lookup_beside<Lookup, Scope, Left>;
    using form = typename beside::form;
    const form& chosen = beside::chosen::of(how);
    static_assert(has_such_lookup<Lookup, Scope, Left>,
                  "vinyl: the field or expression on the left has no such lookup; values of its type do not know it");
    if constexpr (is_constant<Right>) {
        using given = typename Right::type;
        using wanted = typename right_type_beside<typename form::right, typename left_value::type,
                                                  typename key_held<given>::type>::type;
        bind_operand<Scope>(left, to, beside::looks_at_text);
        if constexpr (null_like<given>) {
            static_assert(form::takes_null, "vinyl: only == and != compare with nullopt; it stands for NULL");
            // as in Django: the JSON null under a key; isnull() asks whether there is the key
            if constexpr (left_side<Scope, Left>::is_json_key && std::same_as<typename form::right, takes::same>) {
                to.value(json_null());
                to.compare(chosen.info());
            } else {
                to.is_null();
            }
        } else {
            using plain = typename key_held<given>::type;
            static_assert(
                takes_object<left_value, given>,
                "vinyl: an object is compared with a field that is no relation; compare a relation, or the key");
            static_assert(
                points_at<left_value, given>,
                "vinyl: the object compared with this relation is of another model than the relation points at");
            static_assert(takes<wanted, plain>, "vinyl: a value of this type can not be compared with this field");
            if constexpr (takes<wanted, plain> && any_number<without_optional_t<plain>> &&
                          !always_fits<wanted, without_optional_t<plain>> &&
                          std::same_as<typename form::right, takes::same> && is_whole_column<Scope, Left, wanted>) {
                compare_whole<wanted>(chosen, right.value(), to);
            } else if constexpr (takes<wanted, plain>) {
                bind_value_beside<Scope, Left, wanted>(right.value(), to);
                bind_mirrored<Scope, Left>(right, to);
                to.compare(info_of<form, typename left_value::type, wanted>(chosen));
            }
        }
    } else {
        using right_value = value_of<Scope, Right>;
        using wanted = typename right_type_beside<typename form::right, typename left_value::type,
                                                  typename right_value::type>::type;
        constexpr bool gathered = is_gathered<wanted, Right, typename right_value::type>;
        static_assert(gathered || comparable<wanted, typename right_value::type>,
                      "vinyl: these two fields or expressions are of unrelated types and can not be compared");
        static_assert(of_same_model<Scope, Left, Right>,
                      "vinyl: rows of two different models are compared; of a subquery's rows name the column to "
                      "compare, as in values(\"title\"_f)");
        bind_operand<Scope>(left, to, beside::looks_at_text);
        if constexpr (gathered) {
            bind_rows<Scope>(right.rows(), to);
            to.array_subquery(oid_of<left_value>);
        } else {
            bind_value<Scope>(right, to);
        }
        bind_mirrored<Scope, Left>(right, to);
        to.compare(info_of<form, typename left_value::type, wanted>(chosen));
    }
}

/// in() of values, among which may be expressions.
template <class Scope, class Left, class... E>
void bind_members(const Left& left, const std::tuple<E...>& values, recorder& to) {
    static_assert(!is_mirrored<Scope, Left>,
                  "vinyl: in() has no form behind a transform that is taken of both sides; compare with each value");
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
        const auto take = [&]<class V>(const V& each) {
            if constexpr (is_constant<V>) constants.add(each.value());
            else bind_comparison<Scope>(lookup<"exact">, left, each, to);
        };
        std::apply([&](const E&... each) { (take(each), ...); }, values);
        if constexpr (!list::empty) {
            bind_operand<Scope>(left, to);
            constants.in(to);
        }
        constexpr std::uint32_t parts = (std::uint32_t{!list::empty} + ... + std::uint32_t{!is_constant<E>});
        if constexpr (parts == 0) to.nothing();
        else to.any_of(parts);
    }
}

template <class Scope, class Left, class Values>
void bind_membership(const Left& left, const Values& values, recorder& to) {
    static_assert(!is_mirrored<Scope, Left>,
                  "vinyl: in() has no form behind a transform that is taken of both sides; compare with each value");
    using left_value = value_of<Scope, Left>;
    using T = typename left_value::type;
    if constexpr (query_like<Values>) {
        using rows = value_of<Scope, subquery<Values>>;
        static_assert(comparable<T, typename rows::type>,
                      "vinyl: the column of the subquery given to in() is of another type than this field");
        static_assert(of_same_model<Scope, Left, subquery<Values>>,
                      "vinyl: the queryset given to in() has rows of another model than the field; name the column to "
                      "compare, as in values(\"title\"_f)");
        bind_operand<Scope>(left, to);
        bind_rows<Scope>(values, to);
        to.in_query();
    } else {
        using V = range_value_t<const Values>;
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
            bind_members<Scope>(left, std::tuple(constant<Values>(values)), to);
        } else if constexpr (member::is_no_object && member::points_there && member::fits &&
                             !std::same_as<T, unresolved>) {
            typename list_of<Scope, T, type_list<>, constant<V>>::type list;
            for (const auto& value : values) list.add(static_cast<const V&>(value));
            bind_operand<Scope>(left, to);
            list.in(to);
        }
    }
}

/// A bound of a range: the value as the field's type, or an expression.
template <class Scope, class T, class Bound>
void bind_bound(const Bound& bound, recorder& to) {
    if constexpr (is_constant<Bound>) {
        constexpr bool fits = takes<T, typename Bound::type> && !null_like<typename Bound::type>;
        static_assert(fits, "vinyl: a value of this type can not be compared with this field");
        if constexpr (fits) bind_constant<T>(bound.value(), to);
    } else {
        using V = typename value_of<Scope, Bound>::type;
        static_assert(comparable<T, V>,
                      "vinyl: these two fields or expressions are of unrelated types and can not be compared");
        bind_value<Scope>(bound, to);
        // of a real and an integer the server makes a real, which does not hold the integer
        if constexpr (std::same_as<T, double> && std::same_as<V, float>)
            to.cast(codec<double>::sql_type, codec<double>::oid);
    }
}

template <class Scope, class Left, class Low, class High>
void bind_range(const Left& left, const Low& low, const High& high, recorder& to) {
    using T = typename value_of<Scope, Left>::type;
    static_assert(of_same_model<Scope, Left, Low> && of_same_model<Scope, Left, High>,
                  "vinyl: the bounds of between() are rows of another model than the field");
    bind_operand<Scope>(left, to);
    bind_bound<Scope, T>(low, to);
    bind_mirrored<Scope, Left>(low, to);
    bind_bound<Scope, T>(high, to);
    bind_mirrored<Scope, Left>(high, to);
    to.in_range();
}

template <class Operand>
inline constexpr bool list_like = is_subquery<Operand>;
template <input_range V>
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
void bind_keyword(const Operand& operand, recorder& to) {
    using meaning = field_meaning<Scope, Name>;
    const field<Name> left;
    if constexpr (meaning::form == lookup_form::compare) {
        bind_comparison<Scope>(meaning::lookup, left, operand, to);
    } else if constexpr (meaning::form == lookup_form::in) {
        static_assert(list_like<Operand>, "vinyl: __in takes a range of values or a queryset");
        if constexpr (is_subquery<Operand>) bind_membership<Scope>(left, operand.rows(), to);
        else if constexpr (list_like<Operand>) bind_membership<Scope>(left, operand.value(), to);
    } else if constexpr (meaning::form == lookup_form::range) {
        static_assert(is_pair<Operand>, "vinyl: __range takes two values: std::pair(low, high)");
        if constexpr (is_pair<Operand>) {
            const auto& [low, high] = operand.value();
            bind_range<Scope>(left, constant(low), constant(high), to);
        }
    } else {
        static_assert(is_bool<Operand>, "vinyl: __isnull takes a bool");
        bind_operand<Scope>(left, to);
        if constexpr (is_bool<Operand>) to.is_null(operand.value());
    }
}

// ---- which binding belongs to which written form

/// Whether a name ends in a lookup: nothing can be compared with that.
template <class Scope, class Left>
inline constexpr bool names_lookup = false;
template <class Scope, fixed_string Name>
inline constexpr bool names_lookup<Scope, field<Name>> = field_meaning<Scope, Name>::has_lookup;
template <class Scope, fixed_string Name>
    requires knows_around<Scope>
inline constexpr bool names_lookup<Scope, outer_field<Name>> = field_meaning<typename Scope::around, Name>::has_lookup;

/// What stands on the left of an operator, or in front of a method that is a condition.
template <class Scope, class Left>
consteval void check_compared() {
    static_assert(
        !names_lookup<Scope, Left>,
        "vinyl: a name that ends in a lookup is compared by = alone: \"price__lt\"_f = 10, in parentheses beside "
        "&& and ||; or write \"price\"_f < 10");
}

template <class Scope, class Lookup, class L, class R, bool Negated>
void bind_form(const comparison<Lookup, L, R, Negated>& written, recorder& to) {
    check_compared<Scope, L>();
    // looked up here already, so that the compiler's way to the message about a mistake in it is short
    if constexpr (!is_field<L>) {
        using known [[maybe_unused]] = typename value_of<Scope, L>::type;
    }
    bind_comparison<Scope>(written.how(), written.left(), written.right(), to);
    if constexpr (Negated) to.negation();
}
template <class Scope, class L, class Values>
void bind_form(const membership<L, Values>& written, recorder& to) {
    check_compared<Scope, L>();
    bind_membership<Scope>(written.left(), written.values(), to);
}
template <class Scope, class L, class... E>
void bind_form(const membership<L, std::tuple<E...>>& written, recorder& to) {
    check_compared<Scope, L>();
    bind_members<Scope>(written.left(), written.values(), to);
}
template <class Scope, class L, class Low, class High>
void bind_form(const interval_test<L, Low, High>& written, recorder& to) {
    check_compared<Scope, L>();
    bind_range<Scope>(written.left(), written.low(), written.high(), to);
}
template <class Scope, class L>
void bind_form(const null_test<L>& written, recorder& to) {
    check_compared<Scope, L>();
    bind_operand<Scope>(written.left(), to);
    to.is_null(written.truth());
}
template <class Scope, logic Operator, class L, class R>
void bind_form(const combination<Operator, L, R>& written, recorder& to) {
    bind_condition<Scope>(written.left(), to);
    bind_condition<Scope>(written.right(), to);
    if constexpr (Operator == logic::and_) to.all_of(2);
    else if constexpr (Operator == logic::or_) to.any_of(2);
    else to.one_of(2);
}
template <class Scope, class Operand>
void bind_form(const inversion<Operand>& written, recorder& to) {
    bind_condition<Scope>(written.operand(), to);
    to.negation();
}
template <class Scope, class Queryset>
void bind_form(const existence<Queryset>& written, recorder& to) {
    bind_rows<Scope>(written.rows(), to);
    to.exists();
}
template <class Scope, class M, class Annotations>
void bind_form(const condition<M, Annotations>& written, recorder& to) {
    static_assert(std::same_as<M, typename Scope::model>,
                  "vinyl: this vinyl::condition was put together for another model than it is used for");
    static_assert(has_annotations<Annotations, typename Scope::annotated>,
                  "vinyl: this vinyl::condition needs annotations that this queryset does not have");
    if (written.empty()) to.all_of(0);
    else to.append(written.bound());
}
template <class Scope, fixed_string Name, class Operand>
void bind_form(const keyword<Name, Operand>& written, recorder& to) {
    static_cast<void>(sizeof(checked<Scope, field<Name>>));
    bind_keyword<Scope, Name>(written.operand(), to);
}

template <class Scope, class C>
void bind_condition(const C& written, recorder& to) {
    static_assert(expression<C>, "vinyl: this is no condition; write one such as \"price\"_f < 10");
    if constexpr (condition_expression<C>) {
        bind_form<Scope>(written, to);
    } else if constexpr (expression<C>) {
        using type = typename value_of<Scope, C>::type;
        static_assert(std::same_as<type, bool> || no_type<type>,
                      "vinyl: a field alone is a condition only if it is a bool; compare it with something");
        if constexpr (requires { value_binding<Scope, C>::say_condition(written, to); }) {
            value_binding<Scope, C>::say_condition(written, to);
        } else {
            bind_value<Scope>(written, to);
            to.condition();
        }
    }
}

// ---- values

/// The left side of a comparison.
template <class Scope, fixed_string Name>
void bind_operand(const field<Name>&, recorder& to, bool as_text) {
    static_cast<void>(sizeof(checked<Scope, field<Name>>));
    field_meaning<Scope, Name>::say(to, as_text);
}
template <class Scope, fixed_string Name>
void bind_operand(const outer_field<Name>&, recorder& to, bool as_text) {
    if constexpr (knows_around<Scope>) {
        static_cast<void>(sizeof(checked<typename Scope::around, field<Name>>));
        field_meaning<typename Scope::around, Name>::template say<true>(to, as_text);
    } else {
        to.awaited();
    }
}
template <class Scope, class E>
void bind_operand(const E& written, recorder& to, bool) {
    bind_value<Scope>(written, to);
}

template <class Scope, fixed_string Name>
void bind_form_value(const field<Name>&, recorder& to) {
    static_assert(!field_meaning<Scope, Name>::has_lookup,
                  "vinyl: this name ends in a lookup, which makes a condition, but a value is wanted here");
    static_cast<void>(sizeof(checked<Scope, field<Name>>));
    field_meaning<Scope, Name>::say(to);
}
template <class Scope, fixed_string Name>
void bind_form_value(const outer_field<Name>& written, recorder& to) {
    if constexpr (knows_around<Scope>)
        static_assert(!field_meaning<typename Scope::around, Name>::has_lookup,
                      "vinyl: this name ends in a lookup, which makes a condition, but a value is wanted here");
    bind_operand<Scope>(written, to);
}
template <class Scope, class T>
void bind_form_value(const constant<T>& written, recorder& to) {
    using type = typename value_of<Scope, constant<T>>::type;
    if constexpr (null_like<T>) to.null();
    else if constexpr (column_type<type>) bind_constant<type>(written.value(), to);
}
template <class Scope, class Q>
void bind_form_value(const subquery<Q>& written, recorder& to) {
    bind_rows<Scope>(written.rows(), to);
    to.subquery(oid_of<value_of<Scope, subquery<Q>>>);
}

template <class Scope, class E>
void bind_form_value(const E& written, recorder& to) {
    value_binding<Scope, E>::say(written, to);
}

// in bind/window.hpp
template <class Scope, class Computed, class P, class O, class Frame>
void bind_form_value(const window<Computed, P, O, Frame>& written, recorder& to);
template <class Scope, class Called>
void bind_form_value(const window_call<Called>&, recorder&) {}  // has been refused

template <class Scope, class E>
void bind_value(const E& written, recorder& to) {
    if constexpr (condition_expression<E>) bind_condition<Scope>(written, to);
    else bind_form_value<Scope>(written, to);
}

// ---- the query around

template <class Outer, class... Awaited>
void bind_awaited(type_list<Awaited...>, const recorder& rows, recorder& to) {
    sql::inner_rows inner(to, rows);
    // more, when a call on an rvalue threw in the middle, and what it left behind is used
    if (inner.awaited() != sizeof...(Awaited)) throw_half_refined();
    (Awaited::template bind<Outer>(inner.next(), to), ...);
    inner.end();
}

/// The rows of a queryset that stands in a query with this scope.
template <class Scope, class Q>
void bind_rows(const Q& rows, recorder& to) {
    using awaited_ones = typename Q::awaited_types;
    if constexpr (awaited_ones::size == 0) to.inner(rows.sql_query());
    else bind_awaited<Scope>(awaited_ones(), rows.sql_query(), to);
}

// ---- for those who want the expression itself

template <class Scope, class E>
sql::expr bound_value(const E& written) {
    return expression_said_by([&](recorder& to) { bind_value<Scope>(written, to); });
}
template <class Scope, class... C>
sql::expr bound_condition(const C&... conditions) {
    return expression_said_by([&](recorder& to) {
        (bind_condition<Scope>(conditions, to), ...);
        to.all_of(sizeof...(C));
    });
}

}  // namespace vinyl::detail
