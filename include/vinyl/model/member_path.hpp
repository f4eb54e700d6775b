// f<&Album::artist, &Artist::name>: a field or path by pointers to members, the same as "artist__name"_f. An editor that
// renames a member renames it here, too.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/expr/field.hpp>
#include <vinyl/model/reflection.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace vinyl {
namespace detail {

template <auto... Members>
consteval auto path_of_members() {
    constexpr std::array names{name_of_member<Members>()...};
    constexpr std::size_t size = (name_of_member<Members>().size() + ...) + 2 * (sizeof...(Members) - 1);
    fixed_string<size + 1> path;
    std::size_t used = 0;
    for (const std::string_view name : names) {
        if (used > 0) path.value[used++] = '_', path.value[used++] = '_';
        for (const char c : name) path.value[used++] = c;
    }
    return path;
}

}  // namespace detail

/// A field by a pointer to it, or a path by the pointers to its steps. The last may be any member of the model in question.
template <auto... Members>
    requires(sizeof...(Members) > 0 && (std::is_member_object_pointer_v<decltype(Members)> && ...))
inline constexpr field<detail::path_of_members<Members...>()> f{};

/// The index of the member that a pointer points at, in the model M.
template <class M, auto Member>
    requires std::is_member_object_pointer_v<decltype(Member)>
inline constexpr std::size_t field_index = index_of_field<M>(detail::name_of_member<Member>());

}  // namespace vinyl
