// meta's ordering as resolved paths: `ordering("-released"_f, "artist__name"_f)`.
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/model/path.hpp>

#include <array>
#include <string_view>
#include <type_traits>

namespace vinyl {

/// A path without its sign: order_by and ordering take "-name" for descending.
template <fixed_string Path>
struct signed_path {
    static constexpr bool descending = Path.view().starts_with('-');
    static constexpr auto path =
        detail::fix<Path.size() - (descending ? 1 : 0)>(Path.view().substr(descending ? 1 : 0));
};

namespace detail {

/// Whether a path of M's ordering names something.
template <class M, fixed_string Path>
inline constexpr bool is_ordering = [] {
    constexpr auto path = signed_path<Path>::path;
    return path.size() > 0 && walk_of<M, path>.rest == path.size();
}();

template <class M, fixed_string Path>
consteval sql::path_order order_by_path() {
    constexpr auto path = signed_path<Path>::path;
    return {.by = {.steps = walk_of<M, path>.steps, .column = column_at_end<walk_of<M, path>>(), .transforms = {}},
            .descending = signed_path<Path>::descending};
}

template <class M, class Option>
struct option_ordering {
    static constexpr meta_fault fault{};
    static constexpr std::array<sql::path_order, 0> paths{};
};

template <class M, fixed_string... Paths>
struct option_ordering<M, meta_option::ordering<Paths...>> {
    /// The first path that names nothing.
    static constexpr meta_fault fault = [] {
        meta_fault found;
        static_cast<void>(
            ((!is_ordering<M, Paths> && (found = {meta_mistake::no_such_ordering, Paths.view()}, true)) || ...));
        return found;
    }();
    static constexpr std::array<sql::path_order, sizeof...(Paths)> paths{order_by_path<M, Paths>()...};
};

template <class M, class Meta>
struct meta_ordering;

template <class M, class... Options>
struct meta_ordering<M, meta<Options...>> {
    static constexpr meta_fault fault = [] {
        meta_fault found;
        static_cast<void>(((found = option_ordering<M, Options>::fault, found.mistake != meta_mistake::none) || ...));
        return found;
    }();

    static list_view<const sql::path_order> paths() {
        list_view<const sql::path_order> result;
        ((sizeof...(Options) > 0 && !option_ordering<M, Options>::paths.empty()
              ? static_cast<void>(result = option_ordering<M, Options>::paths)
              : void()),
         ...);
        return result;
    }
};

template <class M>
using ordering_of_model = meta_ordering<M, std::remove_cvref_t<decltype(options_of<M>())>>;

/// meta's ordering of M.
template <class M>
list_view<const sql::path_order> ordering_of() {
    return ordering_of_model<M>::paths();
}

}  // namespace detail
}  // namespace vinyl
