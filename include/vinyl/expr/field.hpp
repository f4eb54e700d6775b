// `"price"_f`: the name of a field, or a path across relations, as a type.
#pragma once

#include <vinyl/base/fixed_string.hpp>

namespace vinyl {

/// A field or path by name, as in `"artist__name"_f`. Empty: the name is in the type.
template <fixed_string Name>
struct field {
    static constexpr auto name = Name;
};

namespace literals {

/// Names a field of whatever model it is used with: `Album::vinyl().filter("price"_f < 10)`.
template <fixed_string Name>
consteval field<Name> operator""_f() noexcept {
    return {};
}

}  // namespace literals
}  // namespace vinyl
