// What vinyl asks of ranges, without all of <ranges>, which takes longer to compile than most of its headers.
#pragma once

#include <iterator>
#include <utility>

namespace vinyl::detail {

template <class T>
concept any_range = requires(T& range) {
    std::ranges::begin(range);
    std::ranges::end(range);
};

template <any_range T>
using range_value_t = std::iter_value_t<decltype(std::ranges::begin(std::declval<T&>()))>;

template <class T>
concept input_range = any_range<T> && std::input_iterator<decltype(std::ranges::begin(std::declval<T&>()))>;

}  // namespace vinyl::detail
