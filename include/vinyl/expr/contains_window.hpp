// Whether a window stands somewhere in an expression: there are places where the database can not calculate one.
#pragma once

#include <vinyl/expr/window.hpp>

namespace vinyl::detail {

/// Of the form as written; a name may still be that of an annotation that is one.
template <class E>
inline constexpr bool contains_window = false;
template <expression E>
inline constexpr bool contains_window<E> = is_window<E> || contains_window<typename E::parts>;
template <class... E>
inline constexpr bool contains_window<type_list<E...>> = (contains_window<E> || ...);

}  // namespace vinyl::detail
