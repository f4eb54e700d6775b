// What aggregates give where there is no row, so that the server need not be asked: NULL, 0 or what otherwise() says.
#pragma once

#include <vinyl/base/is_optional.hpp>
#include <vinyl/bind/parameter.hpp>
#include <vinyl/bind/row_types.hpp>
#include <vinyl/expr/aggregate.hpp>

#include <type_traits>

namespace vinyl::detail {

template <class E>
struct otherwise_of {
    using type = absent;
};
template <class E>
    requires is_aggregate<E>
struct otherwise_of<E> {
    using type = std::remove_cvref_t<decltype(std::declval<const E&>().default_value())>;
};

/// Whether a constant becomes a T as it would in the database.
template <class T, class Otherwise>
inline constexpr bool becomes = false;
template <class T, class V>
inline constexpr bool becomes<T, constant<V>> =
    !null_like<V> && std::is_constructible_v<T, decltype(plain_value(std::declval<const V&>()))>;

/// Of an aggregate, named or not; what is calculated of several is asked for.
template <class Scope, class E>
inline constexpr bool known_without_rows =
    is_aggregate<operand_of<E>> &&
    (std::same_as<typename otherwise_of<operand_of<E>>::type, absent> ||
     becomes<column_type_of<Scope, operand_of<E>>, typename otherwise_of<operand_of<E>>::type>);

/// The value, where it is known.
template <class Scope, class E>
[[nodiscard]] auto value_without_rows(const E& written) {
    using value = column_type_of<Scope, operand_of<E>>;
    using otherwise = typename otherwise_of<operand_of<E>>::type;
    if constexpr (becomes<value, otherwise>)
        return static_cast<value>(plain_value(name_and_operand<E>::get(written).default_value().value()));
    else return value{};
}

}  // namespace vinyl::detail
