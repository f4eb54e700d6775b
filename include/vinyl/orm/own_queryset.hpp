// Which type a queryset has: a model may give all of its querysets methods of its own.
#pragma once

#include <vinyl/orm/run_in_mode.hpp>
#include <vinyl/bind/scope.hpp>

#include <concepts>
#include <type_traits>

namespace vinyl {

template <class M, class Row = M, class Annotations = annotations<>, class Mode = dual_mode>
class queryset;
template <class M, class Row = M, class Annotations = annotations<>, class Mode = dual_mode>
class combined_queryset;

namespace detail {

template <class M, class Rows>
concept has_own_queryset = requires { typename M::template queryset<Rows>; };

template <class M>
concept has_plain_type_queryset = requires { typename M::queryset; };

template <class M, class Rows>
struct with_own_methods {
    static_assert(
        requires { sizeof(M); },
        "vinyl: a queryset needs a model that is complete; a model's own queryset is a template inside of it: "
        "template <class Rows> struct queryset : Rows { ... };");
    static_assert(!has_plain_type_queryset<M>,
                  "vinyl: a model's own queryset is a template, so that it fits rows of every kind: "
                  "template <class Rows> struct queryset : Rows { ... };");
    using type = Rows;
};
template <class M, class Rows>
    requires has_own_queryset<M, Rows>
struct with_own_methods<M, Rows> {
    using type = typename M::template queryset<Rows>;
};

/// What the calls of a queryset give: the model's own template around it, if the model has one.
template <class M, class Row, class Annotations, class Mode>
using queryset_type = typename with_own_methods<M, queryset<M, Row, Annotations, Mode>>::type;

template <class M>
consteval void check_own_queryset() {
    using own = queryset_type<M, M, annotations<>, dual_mode>;
    using plain = queryset<M>;
    static_assert(std::derived_from<own, plain>,
                  "vinyl: a model's own queryset derives from its parameter: "
                  "template <class Rows> struct queryset : Rows { ... };");
    static_assert(std::same_as<own, plain> || (std::is_aggregate_v<own> && sizeof(own) == sizeof(plain)),
                  "vinyl: a model's own queryset has methods only: no call could keep members, or call constructors");
}

}  // namespace detail

/// The type of `M::vinyl()` and of everything that is refined from it while its rows stay M: for variables, members and
/// parameters. With the methods of the model's own, if it has some:
///
///     template <class Rows>
///     struct queryset : Rows {
///         auto cheap() const { return this->filter("price"_f < 10); }
///     };
template <class M>
using queryset_of = detail::queryset_type<M, M, annotations<>, detail::mode_of<M>>;

}  // namespace vinyl
