// Values that people write, read as what a column holds.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/codec/enumerator_names.hpp>
#include <vinyl/types/bad_value.hpp>
#include <vinyl/types/text.hpp>

#include <algorithm>
#include <charconv>
#include <concepts>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

namespace vinyl::detail {

[[nodiscard]] bool read_bool(std::string_view text);
/// The parts between commas.
[[nodiscard]] std::vector<std::string_view> split_list(std::string_view text);

/// Throws data_error.
template <class T>
[[nodiscard]] T read_choice(std::string_view text) {
    if constexpr (std::same_as<T, std::string>) {
        return std::string(text);
    } else if constexpr (std::same_as<T, bool>) {
        return read_bool(text);
    } else if constexpr (std::is_enum_v<T>) {
        for (const auto& [value, name] : reflected_enumerators<T>)
            if (name == text) return value;
        throw_bad_text("enum", text, "the name of one of its values");
    } else if constexpr (std::is_arithmetic_v<T>) {
        T value{};
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (failure != std::errc() || end != text.data() + text.size())
            throw_bad_text("number", text, std::integral<T> ? "a whole number" : "a number");
        return value;
    } else {
        static_assert(requires { from_string<T>(text); }, "vinyl: a value of this type can not be chosen by a text");
        return from_string<T>(text);
    }
}

template <class T>
[[nodiscard]] std::vector<T> read_choices(std::string_view text) {
    std::vector<T> values;
    for (const std::string_view part : split_list(text)) values.push_back(read_choice<T>(part));
    return values;
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/read_choice.ipp>
#endif
