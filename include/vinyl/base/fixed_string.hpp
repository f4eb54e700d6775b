// A string that can be a template argument: field paths such as "artist__name" live in types.
#pragma once

#include <cstddef>
#include <string_view>

namespace vinyl {

/// A string literal of N characters including the terminating zero; structural, so usable as a template argument.
template <std::size_t N>
struct fixed_string {
    char value[N]{};

    constexpr fixed_string() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): a literal is the only sensible way to make one
    constexpr fixed_string(const char (&text)[N]) {
        for (std::size_t i = 0; i < N; ++i) value[i] = text[i];
    }

    [[nodiscard]] constexpr std::string_view view() const noexcept { return {value, N - 1}; }
    [[nodiscard]] static constexpr std::size_t size() noexcept { return N - 1; }

    template <std::size_t M>
    [[nodiscard]] constexpr bool operator==(const fixed_string<M>& other) const noexcept {
        return view() == other.view();
    }
};

template <std::size_t N>
fixed_string(const char (&)[N]) -> fixed_string<N>;

namespace detail {

/// Several texts as one, which lives as long as the program.
template <fixed_string... Parts>
inline constexpr auto joined_text = [] {
    fixed_string<(Parts.size() + ... + 1)> all;
    std::size_t at = 0;
    const auto add = [&](std::string_view part) {
        for (const char c : part) all.value[at++] = c;
    };
    (add(Parts.view()), ...);
    return all;
}();

}  // namespace detail

}  // namespace vinyl
