// Querysets that speak of the query around them, which is not known when they are written: what does is kept as it was
// written, and bound when the queryset meets that query (bind_rows in bind.hpp). Its type stands beside the
// annotations.
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/expr/contains_outer.hpp>
#include <vinyl/expr/contains_view.hpp>

#include <type_traits>

namespace vinyl::detail {

/// The annotations of a queryset, and what it awaits.
template <class Annotations, class... Awaited>
struct correlated {};

/// A condition or a value as it was written in a queryset with this scope.
template <class Scope, class E, bool Condition>
struct awaited {
    using parts = type_list<E>;
    template <class Outer>
    static void bind(const void* written, recorder& to) {
        if constexpr (Condition) bind_condition<inside<Scope, Outer>>(*static_cast<const E*>(written), to);
        else bind_value<inside<Scope, Outer>>(*static_cast<const E*>(written), to);
    }
};

template <class Annotations>
struct annotations_of {
    using type = Annotations;
    using awaited_types = type_list<>;
};
template <class Annotations, class... Awaited>
struct annotations_of<correlated<Annotations, Awaited...>> {
    using type = Annotations;
    using awaited_types = type_list<Awaited...>;
};

template <class Names, class Awaited>
struct correlate;
template <class Names>
struct correlate<Names, type_list<>> {
    using type = Names;
};
template <class Names, class... Awaited>
    requires(sizeof...(Awaited) > 0)
struct correlate<Names, type_list<Awaited...>> {
    using type = correlated<Names, Awaited...>;
};

/// What of an expression is awaited: all of it, if it speaks of the query around.
template <class Scope, bool Condition, class E>
using awaited_of = std::conditional_t<contains_outer<E>, type_list<awaited<Scope, E, Condition>>, type_list<>>;

/// What stands for `Annotations` when a queryset has these names, and takes these expressions in.
template <class Annotations, class Names, class Scope, bool Condition, class... E>
struct with_expressions : correlate<Names, decltype((typename annotations_of<Annotations>::awaited_types{} + ... +
                                                     awaited_of<Scope, Condition, E>{}))> {};

template <bool Any, class Annotations, class Scope, bool Condition, class... E>
struct with_awaited {
    using type = Annotations;
};
template <class Annotations, class Scope, bool Condition, class... E>
struct with_awaited<true, Annotations, Scope, Condition, E...>
    : with_expressions<Annotations, typename annotations_of<Annotations>::type, Scope, Condition, E...> {};

}  // namespace vinyl::detail
