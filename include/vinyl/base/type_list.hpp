// A list of types, and its I-th one.
#pragma once

#include <cstddef>
#include <utility>

namespace vinyl::detail {

/// A list of types, and nothing else.
template <class... T>
struct type_list {
    static constexpr std::size_t size = sizeof...(T);
};

template <std::size_t I, class T>
struct indexed_type {
    using type = T;
};

template <class Indices, class List>
struct indexed_types;

template <std::size_t... I, class... T>
struct indexed_types<std::index_sequence<I...>, type_list<T...>> : indexed_type<I, T>... {};

template <std::size_t I, class T>
indexed_type<I, T> pick_type(const indexed_type<I, T>*);

/// The I-th type of a list: a flat look-up, not a recursion.
template <std::size_t I, class List>
using type_at = typename decltype(pick_type<I>(
    static_cast<indexed_types<std::make_index_sequence<List::size>, List>*>(nullptr)))::type;

/// Both lists, one behind the other; for decltype.
template <class... A, class... B>
type_list<A..., B...> operator+(type_list<A...>, type_list<B...>);

}  // namespace vinyl::detail
