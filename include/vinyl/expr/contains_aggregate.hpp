// Whether an aggregate stands somewhere in an expression: there are places where the database can not calculate one.
#pragma once

#include <vinyl/expr/aggregate.hpp>

namespace vinyl::detail {

/// Of the form as written; a name may still be that of an annotation that is one.
template <class E>
inline constexpr bool contains_aggregate = false;
template <expression E>
inline constexpr bool contains_aggregate<E> = is_aggregate<E> || contains_aggregate<typename E::parts>;
template <class... E>
inline constexpr bool contains_aggregate<type_list<E...>> = (contains_aggregate<E> || ...);

}  // namespace vinyl::detail
