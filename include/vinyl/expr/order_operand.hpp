// What a term of order_by() names: fields may have a '-' or '+' in front, and `"?"` is no field.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/expr/concepts.hpp>
#include <vinyl/expr/field.hpp>

#include <cstddef>

namespace vinyl::detail {

template <fixed_string Name>
consteval auto without_sign() {
    if constexpr (Name.size() > 1 && (Name.view()[0] == '-' || Name.view()[0] == '+')) {
        fixed_string<Name.size()> rest;
        for (std::size_t i = 0; i < Name.size(); ++i) rest.value[i] = Name.value[i + 1];
        return rest;
    } else {
        return Name;
    }
}

template <class E>
struct order_operand {
    using type = E;
};
template <fixed_string Name>
struct order_operand<field<Name>> {
    using type = field<without_sign<Name>()>;
};
template <>
struct order_operand<field<"?">> {
    using type = constant<bool>;  // a random order: no field
};

}  // namespace vinyl::detail
