// Which fields stand in an expression, to look all of them up before anything is made of it: they may stand deep in it, and
// what the compiler says of a wrong name is as long as the way to it.
#pragma once

#include <vinyl/expr/aggregate.hpp>
#include <vinyl/expr/function.hpp>
#include <vinyl/expr/order.hpp>
#include <vinyl/bind/scope.hpp>

#include <tuple>

namespace vinyl::detail {

template <class... E>
struct fields_in_all;

/// The fields of E as a type_list. Not those of subqueries, whose names mean something else.
template <class E>
struct fields_in {
    using type = type_list<>;
};
template <class... E>
struct fields_in_all {
    using type = decltype((type_list<>{} + ... + typename fields_in<E>::type{}));
};
template <fixed_string Name>
struct fields_in<field<Name>> {
    using type = type_list<field<Name>>;
};
template <fixed_string Name, class Operand>
struct fields_in<keyword<Name, Operand>> : fields_in_all<field<Name>, Operand> {};
template <arithmetic_sign Sign, class L, class R>
struct fields_in<arithmetic<Sign, L, R>> : fields_in_all<L, R> {};
template <class E>
struct fields_in<negative<E>> : fields_in<E> {};
template <aggregate_kind Kind, class A, class F, class O>
struct fields_in<aggregate<Kind, A, F, O>> : fields_in_all<A, F, O> {};
template <function_kind Kind, class... A>
struct fields_in<function_call<Kind, A...>> : fields_in_all<A...> {};
template <sql::lookup Lookup, class L, class R, bool Negated>
struct fields_in<comparison<Lookup, L, R, Negated>> : fields_in_all<L, R> {};
template <class L, class Values>
struct fields_in<membership<L, Values>> : fields_in_all<L, Values> {};
template <class... V>
struct fields_in<std::tuple<V...>> : fields_in_all<V...> {};  // what in() was given
template <class L, class Low, class High>
struct fields_in<interval_test<L, Low, High>> : fields_in_all<L, Low, High> {};
template <class L>
struct fields_in<null_test<L>> : fields_in<L> {};
template <logic Operator, class L, class R>
struct fields_in<combination<Operator, L, R>> : fields_in_all<L, R> {};
template <class E>
struct fields_in<inversion<E>> : fields_in<E> {};
template <class E>
struct fields_in<ordered<E>> : fields_in<E> {};

template <class Scope, class Fields>
struct checked_list;
template <class Scope, fixed_string... Name>
struct checked_list<Scope, type_list<field<Name>...>> {
    static_assert((sizeof(typename field_meaning<Scope, Name>::checked) + ... + 1) > 0);
};

/// Does not compile when a field in one of the expressions means nothing.
template <class Scope, class... E>
using checked_fields = checked_list<Scope, typename fields_in_all<E...>::type>;

}  // namespace vinyl::detail
