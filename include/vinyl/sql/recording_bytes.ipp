// How instructions and their operands are written down: what the bodies of recording's members are made of.
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/base/spare_statement.hpp>
#include <vinyl/sql/instruction.hpp>
#include <vinyl/sql/recording.hpp>

#include <cstdint>
#include <cstring>
#include <string_view>

namespace vinyl::sql {

namespace detail {

template <class T>
char* write_to(char* at, const T& operand) noexcept {
    std::memcpy(at, &operand, sizeof operand);
    return at + sizeof operand;
}

}  // namespace detail

/// An instruction with operands of fixed size.
template <class... Operands>
char* recording::put(instruction what, const Operands&... operands) {
    last_ = static_cast<std::uint32_t>(bytes_.size());
    char* at = bytes_.grow((1 + ... + sizeof(Operands)));
    at = detail::write_to(at, what);
    ((at = detail::write_to(at, operands)), ...);
    return at;
}

/// The same, which makes one expression of the last ones.
template <class... Operands>
void recording::say(std::uint32_t uses, instruction what, const Operands&... operands) {
    put(what, operands...);
    made(uses);
}

inline void recording::made(std::uint32_t from, bool null) noexcept {
    null_operands_ = (from < 64 ? null_operands_ >> from : 0) << 1 | (null ? 1 : 0);
}

inline void recording::put_text(std::string_view text) {
    detail::write_to(bytes_.grow(sizeof(std::uint32_t)), static_cast<std::uint32_t>(text.size()));
    bytes_.append(text);
}

inline void recording::put_literal(std::string_view text) {
    detail::write_to(bytes_.grow(sizeof(std::uint32_t)), static_cast<std::uint32_t>(text.size()));
    detail::write_to(bytes_.grow(sizeof(void*)), text.data());
}

inline void recording::put_path(const path& where) {
    const auto list = [&](const auto& part) {
        detail::write_to(bytes_.grow(1), static_cast<std::uint8_t>(part.size()));
        if (!part.empty()) detail::write_to(bytes_.grow(sizeof(void*)), part.data());
    };
    detail::write_to(bytes_.grow(sizeof(void*)), where.column);
    list(where.steps);
    list(where.transforms);
}

/// For so many values more.
inline void recording::make_room(std::size_t values) {
    if (values_.capacity() == 0) values_ = vinyl::detail::spare_statement::take_values(values);
}

inline void recording::put_facts(const wire_value& v, std::string_view cast_to) {
    const auto facts =
        (v.null ? detail::value_is_null : 0) | (cast_to.empty() ? 0 : static_cast<int>(detail::value_has_cast));
    char* at = bytes_.grow(sizeof v.oid + 1);
    at = detail::write_to(at, v.oid);
    detail::write_to(at, static_cast<std::uint8_t>(facts));
    if (!cast_to.empty()) put_text(cast_to);
}

inline void recording::put_columns(list_view<const column_info* const> columns) {
    const std::size_t bytes = columns.size() * sizeof(const column_info*);
    char* const at =
        detail::write_to(bytes_.grow(sizeof(std::uint32_t) + bytes), static_cast<std::uint32_t>(columns.size()));
    if (!columns.empty()) std::memcpy(at, columns.data(), bytes);
}

}  // namespace vinyl::sql
