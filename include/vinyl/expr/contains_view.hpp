// Whether an expression holds a view of what belongs to others, so that it can not be kept.
#pragma once

#include <vinyl/expr/condition.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace vinyl::detail {

template <class T>
inline constexpr bool shows_what_others_own = false;
template <>
inline constexpr bool shows_what_others_own<std::string_view> = true;
template <>
inline constexpr bool shows_what_others_own<const char*> = true;
template <>
inline constexpr bool shows_what_others_own<char*> = true;
template <class T, std::size_t N>
inline constexpr bool shows_what_others_own<std::span<T, N>> = true;

template <class E>
inline constexpr bool contains_view = false;
template <expression E>
inline constexpr bool contains_view<E> = contains_view<typename E::parts>;
template <class T>
inline constexpr bool contains_view<constant<T>> = shows_what_others_own<T>;
template <class Left, class Values>
inline constexpr bool contains_view<membership<Left, Values>> =
    shows_what_others_own<Values> || contains_view<typename membership<Left, Values>::parts>;
template <class... E>
inline constexpr bool contains_view<type_list<E...>> = (contains_view<E> || ...);

}  // namespace vinyl::detail
