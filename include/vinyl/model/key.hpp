// Which member of a model is its primary key, and its value.
#pragma once

#include <vinyl/model/meta.hpp>
#include <vinyl/model/reflection.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace vinyl {

template <class T, class Key>
class foreign_key;

namespace detail {

template <class T>
struct is_meta : std::false_type {};
template <class... Options>
struct is_meta<meta<Options...>> : std::true_type {};

template <class M>
concept has_meta = requires { M::meta; } && is_meta<std::remove_cvref_t<decltype(M::meta)>>::value;

inline constexpr meta<> no_options{};

/// The options of M; an empty set when it declares none.
template <class M>
consteval const auto& options_of() noexcept {
    if constexpr (has_meta<M>) return M::meta;
    else return no_options;
}

template <class M>
consteval std::string_view name_of_key() noexcept {
    for (const meta_option::fact& option : options_of<M>().facts())
        if (option.kind == meta_option::kind::primary_key) return option.fields[0];
    return "id";
}

template <class M>
consteval std::size_t index_of_key() noexcept {
    constexpr std::size_t index = index_of_field<M>(name_of_key<M>());
    return index == no_field ? 0 : index;
}

template <class T>
struct key_of_member {
    using type = T;
    static const T& value(const T& member) noexcept { return member; }
};

// a relation as primary key: its value is the key it holds
template <class Relation>
    requires requires(const Relation& relation) {
        typename Relation::key_type;
        { relation.id() } -> std::same_as<const typename Relation::key_type&>;
    }
struct key_of_member<Relation> {
    using type = typename Relation::key_type;
    static const type& value(const Relation& member) noexcept { return member.id(); }
};

}  // namespace detail

/// The index of the primary key among the members of M.
template <class M>
inline constexpr std::size_t primary_key_index = detail::index_of_key<M>();

/// The C++ type of M's primary key; of a relation: the key it holds.
template <class M>
using primary_key_type = typename detail::key_of_member<field_type<M, primary_key_index<M>>>::type;

namespace detail {

/// The value of the primary key of a model object. A template so that M may be incomplete where relations are declared.
template <class M>
[[nodiscard]] constexpr const primary_key_type<M>& key_of(const M& object) noexcept {
    constexpr std::size_t index = primary_key_index<M>;
    return key_of_member<field_type<M, index>>::value(get<index>(object));
}

}  // namespace detail
}  // namespace vinyl
