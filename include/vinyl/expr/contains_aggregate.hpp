// Whether an aggregate stands somewhere in an expression: there are places where the database can not calculate one.
#pragma once

#include <vinyl/expr/aggregate.hpp>
#include <vinyl/expr/function.hpp>

#include <tuple>

namespace vinyl::detail {

/// Of the form as written; a name may still be that of an annotation that is one.
template <class E>
inline constexpr bool contains_aggregate = false;
template <aggregate_kind Kind, class A, class F, class O>
inline constexpr bool contains_aggregate<aggregate<Kind, A, F, O>> = true;
template <arithmetic_sign Sign, class L, class R>
inline constexpr bool contains_aggregate<arithmetic<Sign, L, R>> = contains_aggregate<L> || contains_aggregate<R>;
template <class E>
inline constexpr bool contains_aggregate<negative<E>> = contains_aggregate<E>;
template <function_kind Kind, class... A>
inline constexpr bool contains_aggregate<function_call<Kind, A...>> = (contains_aggregate<A> || ...);
template <sql::lookup Lookup, class L, class R, bool Negated>
inline constexpr bool contains_aggregate<comparison<Lookup, L, R, Negated>> =
    contains_aggregate<L> || contains_aggregate<R>;
template <class L, class Values>
inline constexpr bool contains_aggregate<membership<L, Values>> = contains_aggregate<L> || contains_aggregate<Values>;
template <class... V>
inline constexpr bool contains_aggregate<std::tuple<V...>> = (contains_aggregate<V> || ...);  // what in() was given
template <class L, class Low, class High>
inline constexpr bool contains_aggregate<interval_test<L, Low, High>> =
    contains_aggregate<L> || contains_aggregate<Low> || contains_aggregate<High>;
template <class L>
inline constexpr bool contains_aggregate<null_test<L>> = contains_aggregate<L>;
template <logic Operator, class L, class R>
inline constexpr bool contains_aggregate<combination<Operator, L, R>> = contains_aggregate<L> || contains_aggregate<R>;
template <class E>
inline constexpr bool contains_aggregate<inversion<E>> = contains_aggregate<E>;
template <fixed_string Name, class Operand>
inline constexpr bool contains_aggregate<keyword<Name, Operand>> = contains_aggregate<Operand>;

}  // namespace vinyl::detail
