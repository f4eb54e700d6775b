// Whether a type is a std::optional.
#pragma once

#include <optional>

namespace vinyl::detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

}  // namespace vinyl::detail
