// Which fields stand in an expression, to look all of them up before anything is made of it: they may stand deep in it,
// and what the compiler says of a wrong name is as long as the way to it.
#pragma once

#include <vinyl/bind/scope.hpp>
#include <vinyl/expr/window.hpp>

namespace vinyl::detail {

/// The fields of E as a type_list.
template <class E>
struct fields_in {
    using type = type_list<>;  // no expression: an error elsewhere
};
template <expression E>
struct fields_in<E> : fields_in<typename E::parts> {};
template <class... E>
struct fields_in<type_list<E...>> {
    using type = decltype((type_list<>{} + ... + typename fields_in<E>::type{}));
};
template <fixed_string Name>
struct fields_in<field<Name>> {
    using type = type_list<field<Name>>;
};

// Looked for everywhere, so here the way to the message is short.
template <class Called>
struct fields_in<window_call<Called>> {
    static constexpr bool has_window = sizeof(Called) == 0;
    static_assert(has_window,
                  "vinyl: a window function is calculated over a window: rank().over(order_by(\"price\"_f))");
    using type = type_list<>;
};

/// The fields of the query around that E speaks of, as that query's own.
template <class E>
struct outer_fields_in : outer_fields_in<typename E::parts> {};
template <class... E>
struct outer_fields_in<type_list<E...>> {
    using type = decltype((type_list<>{} + ... + typename outer_fields_in<E>::type{}));
};
template <fixed_string Name>
struct outer_fields_in<outer_field<Name>> {
    using type = type_list<field<Name>>;
};

// What a queryset awaits of the query around is looked up with the names of that query.
template <class Q>
struct fields_in<existence<Q>> : outer_fields_in<typename Q::awaited_types> {};
template <class Q>
struct fields_in<subquery<Q>> : outer_fields_in<typename Q::awaited_types> {};
template <class L, query_like Q>
struct fields_in<membership<L, Q>> {
    using type = decltype(typename fields_in<L>::type{} + typename outer_fields_in<typename Q::awaited_types>::type{});
};

template <class Scope, class Fields>
struct checked_list;
template <class Scope, fixed_string... Name>
struct checked_list<Scope, type_list<field<Name>...>> {
    static_assert((sizeof(typename field_meaning<Scope, Name>::checked) + ... + 1) > 0);
};

/// Does not compile when a field in one of the expressions means nothing.
template <class Scope, class... E>
using checked_fields = checked_list<Scope, typename fields_in<type_list<E...>>::type>;

}  // namespace vinyl::detail
