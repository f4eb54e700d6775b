// How annotate, values and their kin change the type of a row.
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/filtered_relation.hpp>
#include <vinyl/bind/has_window.hpp>
#include <vinyl/bind/row.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace vinyl::detail {

/// Tuples need no names for their values.
template <class E>
struct name_and_operand {
    static constexpr auto name = fixed_string("");
    using operand = E;
    static const E& get(const E& written) { return written; }
};
template <fixed_string Name>
struct name_and_operand<field<Name>> {
    static constexpr auto name = Name;
    using operand = field<Name>;
    static field<Name> get(const field<Name>& written) { return written; }
};
template <fixed_string Name, class Operand>
struct name_and_operand<keyword<Name, Operand>> {
    static constexpr auto name = Name;
    using operand = Operand;
    static const Operand& get(const keyword<Name, Operand>& written) { return written.operand(); }
};
template <class Signature, class A, class F, class O, class Order>
struct name_and_operand<aggregate<Signature, A, F, O, Order>> {
    static constexpr auto name = fixed_string("value");
    using operand = aggregate<Signature, A, F, O, Order>;
    static const operand& get(const operand& written) { return written; }
};

template <query_like Q>
struct name_and_operand<Q> {
    static constexpr auto name = fixed_string("");
    using operand = subquery<Q>;
    static operand get(const Q& rows) { return operand(rows); }
};

template <class E>
using operand_of = typename name_and_operand<E>::operand;

/// The name and type of one value that a row gets: of a field, or of `"name"_f = expression`.
template <class Scope, class E>
using named_of = named<name_and_operand<E>::name, column_type_of<Scope, typename name_and_operand<E>::operand>>;

/// Says the value of a field, or of `"name"_f = expression`.
template <class Scope, class E>
void bind_named(const E& written, recorder& to) {
    bind_value<Scope>(name_and_operand<E>::get(written), to);
}

/// The same as an annotation, of which it is known whether it is calculated over a window.
template <class Scope, class E>
struct annotation_from {
    using type = std::conditional_t<has_window<Scope, operand_of<E>>,
                                    named_window<name_and_operand<E>::name, column_type_of<Scope, operand_of<E>>>,
                                    named<name_and_operand<E>::name, column_type_of<Scope, operand_of<E>>>>;
};
template <class Scope, fixed_string Name, fixed_string Relation, class... Conditions>
struct annotation_from<Scope, keyword<Name, filtered_relation_of<Relation, Conditions...>>> {
    using type = named_relation<Name, typename Scope::model, Relation>;
};
template <class Scope, class E>
using annotation_of = typename annotation_from<Scope, E>::type;

template <class Annotations, class Scope, class... Keywords>
struct add_annotations;
template <class... Named, class Scope, class... Keywords>
struct add_annotations<annotations<Named...>, Scope, Keywords...> {
    using type = annotations<Named..., annotation_of<Scope, Keywords>...>;
};
template <class Annotations, class Scope, class... Keywords>
using add_annotations_t = typename add_annotations<Annotations, Scope, Keywords...>::type;

/// values() makes annotations of what it names anew; plain fields and old annotations are known already.
template <class Annotations, class Scope, class... Fields>
struct merge_annotations {
    using type = Annotations;
};
template <class Annotations, class Scope, fixed_string Name, class Operand, class... Rest>
struct merge_annotations<Annotations, Scope, keyword<Name, Operand>, Rest...>
    : merge_annotations<add_annotations_t<Annotations, Scope, keyword<Name, Operand>>, Scope, Rest...> {};
template <class Annotations, class Scope, class Unnamed, class... Rest>
struct merge_annotations<Annotations, Scope, Unnamed, Rest...> : merge_annotations<Annotations, Scope, Rest...> {};
template <class Annotations, class Scope, class... Fields>
using merge_annotations_t = typename merge_annotations<Annotations, Scope, Fields...>::type;

template <class Row, class Scope, class... Keywords>
struct add_to_row {
    static_assert(model_type<Row>,
                  "vinyl: rows that are read into a struct can not get more values; call annotate() before into()");
    using type = annotated<Row, named_of<Scope, Keywords>...>;
};
template <class M, class... Named, class Scope, class... Keywords>
struct add_to_row<annotated<M, Named...>, Scope, Keywords...> {
    using type = annotated<M, Named..., named_of<Scope, Keywords>...>;
};
template <class M, class... Named, class Scope, class... Keywords>
struct add_to_row<partial<M, Named...>, Scope, Keywords...> {
    using type = partial<M, Named..., named_of<Scope, Keywords>...>;
};
template <class... Named, class Scope, class... Keywords>
struct add_to_row<record<Named...>, Scope, Keywords...> {
    using type = record<Named..., named_of<Scope, Keywords>...>;
};
template <class... T, class Scope, class... Keywords>
struct add_to_row<std::tuple<T...>, Scope, Keywords...> {
    using type = std::tuple<T..., typename named_of<Scope, Keywords>::type...>;
};
/// A relation is no value of the row.
template <class Row, class Scope, class... Keywords>
struct row_with : add_to_row<Row, Scope, Keywords...> {};
template <class Row, class Scope, fixed_string Name, fixed_string Relation, class... Conditions>
struct row_with<Row, Scope, keyword<Name, filtered_relation_of<Relation, Conditions...>>> {
    using type = Row;
};
template <class Row, class Scope, class... Keywords>
using add_to_row_t = typename row_with<Row, Scope, Keywords...>::type;

template <class Struct, std::size_t I>
consteval auto name_of_member_as_field() {
    constexpr std::string_view name = field_name<Struct, I>;
    fixed_string<name.size() + 1> text;
    std::copy(name.begin(), name.end(), text.value);
    return text;
}

/// The field that a member of a plain struct stands for, by its name.
template <class Scope, class Struct, std::size_t I>
auto field_of_member() {
    using source = field<name_of_member_as_field<Struct, I>()>;
    using member = field_type<Struct, I>;
    using value = value_of<Scope, source>;
    static_assert(std::same_as<without_optional_t<member>, typename value::type> || no_type<typename value::type> ||
                      (any_number<without_optional_t<member>> && any_number<typename value::type>),
                  "vinyl: a member of the struct given to into<>() has another type than the field it is named after");
    return source();
}

}  // namespace vinyl::detail
