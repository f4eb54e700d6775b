// `cast<double>("price"_f)`: another type for a value; `collate<"C">("name"_f)`: another order for texts.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/expr/function.hpp>
#include <vinyl/expr/lookups.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace vinyl {

/// A value as one of the column type T. Converted: the server makes it one; else it only counts as one.
template <class T, bool Converted, class Operand>
class retyped : public expression_tag, public lookups<retyped<T, Converted, Operand>> {
public:
    static constexpr bool converted = Converted;
    using parts = detail::type_list<Operand>;
    constexpr explicit retyped(Operand operand) : operand_(std::move(operand)) {}
    [[nodiscard]] constexpr const Operand& operand() const noexcept { return operand_; }

private:
    [[no_unique_address]] Operand operand_;
};

/// The value as the server makes it of the column type T: `cast<double>("price"_f)`, `cast<std::string>("id"_f)`.
template <class T, class V>
[[nodiscard]] constexpr auto cast(V&& value) {
    return retyped<T, true, detail::operand_t<V>>(detail::make_operand<V>(value));
}
/// The value itself, which the program takes for one of the column type T: for what vinyl can not know. The server does not
/// convert it, and rows in which it can not be read as a T throw data_error.
template <class T, class V>
[[nodiscard]] constexpr auto taken_as(V&& value) {
    return retyped<T, false, detail::operand_t<V>>(detail::make_operand<V>(value));
}

namespace detail {

consteval bool is_collation(std::string_view name) {
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && std::string_view("-_.@").find(c) == std::string_view::npos) return false;
    }
    return !name.empty();
}

template <fixed_string Name>
inline constexpr auto collation_text = [] {
    constexpr std::string_view before = "({} COLLATE \"", name = Name.view(), behind = "\")";
    std::array<char, before.size() + name.size() + behind.size()> text{};
    std::size_t at = 0;
    for (const std::string_view part : {before, name, behind})
        for (const char c : part) text[at++] = c;
    return text;
}();

template <fixed_string Name>
inline constexpr sql::function_info collation_info{
    std::string_view(collation_text<Name>.data(), collation_text<Name>.size()), {.is_strict = true, .is_total = true}};

}  // namespace detail

/// The text, which is compared and ordered by the rules of a collation of the database: `collate<"C">("name"_f)`.
template <fixed_string Name, detail::calculable E>
[[nodiscard]] constexpr auto collate(E&& text) {
    constexpr bool is_name = detail::is_collation(Name.view());
    static_assert(is_name, "vinyl: the name of a collation consists of letters, digits and - _ . @");
    using kept = detail::operand_t<E>;
    if constexpr (is_name)
        return function_call<std::string(std::string), kept>(detail::collation_info<Name>,
                                                             detail::make_operand<E>(text));
}

namespace functions {
using vinyl::cast;
using vinyl::collate;
using vinyl::taken_as;
}  // namespace functions

}  // namespace vinyl
