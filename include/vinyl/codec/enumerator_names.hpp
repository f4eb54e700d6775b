// The names of an enum's enumerators, found at compile time in the names that the compiler gives to functions.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl {

/// An enumerator and the name under which it is stored.
template <class E>
struct enumerator {
    E value;
    std::string_view name;
};

namespace detail {

template <class E, E Value>
[[nodiscard]] consteval std::string_view function_name() noexcept {
    return __PRETTY_FUNCTION__;
}

/// The name of `Value`, or nothing when no enumerator has it: the function's name ends in "Value = ns::mood::ok]" or in
/// "Value = (ns::mood)7]".
template <class E, E Value>
[[nodiscard]] consteval std::string_view enumerator_name() noexcept {
    const std::string_view text = function_name<E, Value>();
    const std::string_view marker = "Value = ";
    const std::size_t start = text.find(marker) + marker.size();
    std::string_view name = text.substr(start, text.find_first_of(";]", start) - start);
    if (const std::size_t before = name.find_last_of(":)"); before != std::string_view::npos)
        name = name.substr(before + 1);
    const bool is_number = name.empty() || name.front() == '-' || (name.front() >= '0' && name.front() <= '9');
    return is_number ? std::string_view() : name;
}

inline constexpr int first_reflected = -1;
inline constexpr int last_reflected = 126;

template <class E>
[[nodiscard]] consteval bool can_hold(int value) noexcept {
    return static_cast<long long>(static_cast<std::underlying_type_t<E>>(value)) == value;
}

template <class E, int Value>
[[nodiscard]] consteval std::string_view name_of_number() noexcept {
    // without a fixed underlying type not every number is a value of the enum, and a cast to it no constant
    if constexpr (!can_hold<E>(Value)) return {};
    else return enumerator_name<E, static_cast<E>(Value)>();
}

template <class E>
[[nodiscard]] consteval auto reflect_enumerators() noexcept {
    constexpr std::size_t count = last_reflected - first_reflected + 1;
    constexpr auto names = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array<std::string_view, count>{name_of_number<E, static_cast<int>(I) + first_reflected>()...};
    }(std::make_index_sequence<count>());
    constexpr std::size_t found = [&] {
        std::size_t n = 0;
        for (const auto& name : names) n += !name.empty();
        return n;
    }();
    std::array<enumerator<E>, found> result{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!names[i].empty()) result[at++] = {static_cast<E>(static_cast<int>(i) + first_reflected), names[i]};
    }
    return result;
}

template <class E>
inline constexpr auto reflected_enumerators = reflect_enumerators<E>();

}  // namespace detail
}  // namespace vinyl
