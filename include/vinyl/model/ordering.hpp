// meta's ordering as resolved paths: `ordering("-released"_f, "artist__name"_f)`.
#pragma once

#include <vinyl/model/path.hpp>

#include <array>
#include <span>
#include <string_view>

namespace vinyl {

/// A path without its sign: order_by and ordering take "-name" for descending.
template <fixed_string Path>
struct signed_path {
    static constexpr bool descending = Path.view().starts_with('-');
    static constexpr auto path = detail::fix<Path.size() - (descending ? 1 : 0)>(Path.view().substr(descending ? 1 : 0));
};

namespace detail {

template <class M, fixed_string Path>
consteval sql::path_order order_by_path() {
    constexpr auto unsigned_path = signed_path<Path>::path;
    constexpr const auto& end = walk_of<M, unsigned_path>;
    constexpr bool is_path = end.rest == unsigned_path.size();
    static_assert(is_path,
                  "vinyl: the ordering in this model's meta names no field or relation of it");
    return {.by = {.steps = end.steps, .column = column_at_end<walk_of<M, unsigned_path>>(), .transforms = {}},
            .descending = signed_path<Path>::descending};
}

template <class M, class Option>
inline constexpr std::array<sql::path_order, 0> orders_of{};

template <class M, fixed_string... Paths>
inline constexpr std::array<sql::path_order, sizeof...(Paths)> orders_of<M, meta_option::ordering<Paths...>>{
    order_by_path<M, Paths>()...};

template <class M>
std::span<const sql::path_order> ordering_of() {
    std::span<const sql::path_order> result;
    options_of<M>().for_each([&result]<class Option>(const Option&) {
        if (!orders_of<M, Option>.empty()) result = orders_of<M, Option>;
    });
    return result;
}

}  // namespace detail
}  // namespace vinyl
