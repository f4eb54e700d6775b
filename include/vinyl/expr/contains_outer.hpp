// Whether an expression speaks of the query around, by "..."_outer.
#pragma once

#include <vinyl/expr/field.hpp>

namespace vinyl::detail {

/// Whether an expression speaks of the query around the one that it stands in; subqueries have their own around them.
template <class E>
inline constexpr bool contains_outer = false;
template <expression E>
inline constexpr bool contains_outer<E> = contains_outer<typename E::parts>;
template <fixed_string Name>
inline constexpr bool contains_outer<outer_field<Name>> = true;
template <class... E>
inline constexpr bool contains_outer<type_list<E...>> = (contains_outer<E> || ...);

}  // namespace vinyl::detail
