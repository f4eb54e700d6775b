// Whether an expression is, or has in it, what is calculated over a window, also by the name of an annotation.
#pragma once

#include <vinyl/bind/fields_in.hpp>
#include <vinyl/expr/contains_window.hpp>

namespace vinyl::detail {

template <class Scope, class Fields>
inline constexpr bool names_window = false;
template <class Scope, fixed_string... Name>
inline constexpr bool names_window<Scope, type_list<field<Name>...>> = (field_meaning<Scope, Name>::is_window || ...);

template <class Scope, class Annotations, class... E>
inline constexpr bool has_window_among =
    (contains_window<E> || ...) || names_window<Scope, typename fields_in<type_list<E...>>::type>;
template <class Scope, class... E>
inline constexpr bool has_window_among<Scope, annotations<>, E...> = (contains_window<E> || ...);

template <class Scope, class... E>
inline constexpr bool has_window = has_window_among<Scope, typename Scope::annotated, E...>;

/// Does not compile when a field in one of the conditions means nothing, or when rows can not be chosen by one.
template <class Scope, class... C>
struct checked_conditions : checked_fields<Scope, C...> {
    static_assert(
        !has_window<Scope, C...>,
        "vinyl: a window is calculated for the rows that are left when all others have been taken out, so none "
        "can be filtered by it");
};

}  // namespace vinyl::detail
