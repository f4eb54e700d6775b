// A C++ type that is kept in a `jsonb` column.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

namespace vinyl {

/// A T that is stored as JSON. T is anything that boost::json::value_from and value_to convert: a struct described with
/// BOOST_DESCRIBE_STRUCT, containers, or a type with tag_invoke overloads of its own.
template <class T>
class jsonb_of {
public:
    using value_type = T;

    constexpr jsonb_of() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): it is a T, kept in another way
    constexpr jsonb_of(T value) noexcept(std::is_nothrow_move_constructible_v<T>) : value_(std::move(value)) {}

    [[nodiscard]] constexpr T& operator*() noexcept { return value_; }
    [[nodiscard]] constexpr const T& operator*() const noexcept { return value_; }
    [[nodiscard]] constexpr T* operator->() noexcept { return &value_; }
    [[nodiscard]] constexpr const T* operator->() const noexcept { return &value_; }
    // NOLINTNEXTLINE(google-explicit-constructor)
    [[nodiscard]] constexpr operator const T&() const noexcept { return value_; }

    friend constexpr bool operator==(const jsonb_of& a, const jsonb_of& b)
        requires std::equality_comparable<T>
    {
        return a.value_ == b.value_;
    }

private:
    T value_{};
};

}  // namespace vinyl
