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

/// Annotations as they are seen from around the query: windows have been calculated.
template <class Annotations>
struct windows_calculated;
template <class... Named>
struct windows_calculated<annotations<Named...>> {
    template <class T>
    struct one {
        using type = T;
    };
    template <fixed_string Name, class T>
    struct one<named_window<Name, T>> {
        using type = named<Name, T>;
    };
    using type = annotations<typename one<Named>::type...>;
};

template <class Scope, class... E>
inline constexpr bool has_window = has_window_among<Scope, typename Scope::annotated, E...>;

}  // namespace vinyl::detail
