// Whether an expression has the rows of another query in it.
#pragma once

#include <vinyl/expr/condition.hpp>

namespace vinyl::detail {

/// Whether there is a queryset in an expression, or it is one.
template <class E>
inline constexpr bool contains_subquery = query_like<E>;
template <expression E>
inline constexpr bool contains_subquery<E> = contains_subquery<typename E::parts>;
template <class Q>
inline constexpr bool contains_subquery<subquery<Q>> = true;
template <class Q>
inline constexpr bool contains_subquery<existence<Q>> = true;
template <class Left, class Values>
inline constexpr bool contains_subquery<membership<Left, Values>> =
    query_like<Values> || contains_subquery<typename membership<Left, Values>::parts>;
template <class... E>
inline constexpr bool contains_subquery<type_list<E...>> = (contains_subquery<E> || ...);

}  // namespace vinyl::detail
