// Whether an aggregate stands somewhere in an expression: there are places where the database can not calculate one.
#pragma once

#include <vinyl/expr/aggregate.hpp>
#include <vinyl/expr/window.hpp>

namespace vinyl::detail {

/// Of the form as written; a name may still be that of an annotation that is one.
template <class E>
inline constexpr bool contains_aggregate = false;
template <expression E>
inline constexpr bool contains_aggregate<E> = is_aggregate<E> || contains_aggregate<typename E::parts>;
/// What is calculated over a window makes no groups, only what it is calculated of.
template <class Computed, class Partition, class Order, class Frame>
inline constexpr bool contains_aggregate<window<Computed, Partition, Order, Frame>> =
    contains_aggregate<type_list<typename Computed::parts, typename Partition::parts, typename Order::parts>>;
template <class... E>
inline constexpr bool contains_aggregate<type_list<E...>> = (contains_aggregate<E> || ...);

}  // namespace vinyl::detail
