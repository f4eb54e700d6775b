// Which members of a model are its primary key, and its value.
#pragma once

#include <vinyl/model/meta.hpp>
#include <vinyl/model/reflection.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

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

/// The indices of the members that are the primary key. Names that are no members are left out here; check_model sees them.
template <class M>
consteval auto list_key_fields() noexcept {
    constexpr auto find = [] {
        struct {
            std::array<std::size_t, meta_option::max_fields> fields{};
            std::size_t count = 0;
        } found;
        const auto add = [&](std::string_view name) {
            if constexpr (is_plain_struct<M>)
                if (const std::size_t index = index_of_field<M>(name); index != no_field)
                    found.fields[found.count++] = index;
        };
        bool said = false;
        for (const meta_option::fact& option : options_of<M>().facts()) {
            if (option.kind != meta_option::kind::primary_key || said) continue;
            said = true;
            for (std::size_t i = 0; i < option.field_count; ++i) add(option.fields[i]);
        }
        if (!said) add("id");
        return found;
    };
    constexpr auto found = find();
    std::array<std::size_t, found.count> fields{};
    for (std::size_t i = 0; i < found.count; ++i) fields[i] = found.fields[i];
    return fields;
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

/// The indices among the members of M of those that are its primary key; empty for a model without one.
template <class M>
inline constexpr auto key_fields = detail::list_key_fields<M>();

/// Whether M has a primary key. Views and logs may do without.
template <class M>
inline constexpr bool has_primary_key = !key_fields<M>.empty();

/// The key of a model that has none.
struct no_key {
    bool operator==(const no_key&) const = default;
};

namespace detail {

template <class M, class Indices = std::make_index_sequence<key_fields<M>.size()>>
struct key_type_of;
template <class M, std::size_t... I>
struct key_type_of<M, std::index_sequence<I...>> {
    using type = std::tuple<typename key_of_member<field_type<M, key_fields<M>[I]>>::type...>;
};
template <class M>
struct key_type_of<M, std::index_sequence<0>> : key_of_member<field_type<M, key_fields<M>[0]>> {};
template <class M>
struct key_type_of<M, std::index_sequence<>> {
    using type = no_key;
};

/// Whether meta names a key, be it by names that are no members.
template <class M>
consteval bool says_key() {
    for (const meta_option::fact& option : options_of<M>().facts())
        if (option.kind == meta_option::kind::primary_key) return true;
    return false;
}

/// Does not compile for a model without a primary key. One whose meta is wrong is an error already.
template <class M>
consteval bool require_key() {
    constexpr bool has_key = has_primary_key<M>;
    constexpr bool model_has_key = has_key || !is_plain_struct<M> || says_key<M>();
    static_assert(
        model_has_key,
        "vinyl: this needs a primary key, and the model has none: give it a member `std::int64_t id{};`, or name "
        "its key in meta with primary_key(\"member\"_f)");
    return has_key;
}

}  // namespace detail

/// The C++ type of M's primary key; of a relation: the key it holds; of several members: a std::tuple of theirs.
template <class M>
using primary_key_type = typename detail::key_type_of<M>::type;

namespace detail {

/// The value of the primary key of a model object: a reference, or a tuple of copies. A template so that M may be incomplete
/// where relations are declared.
template <class M>
[[nodiscard]] constexpr decltype(auto) key_of(const M& object) noexcept {
    if constexpr (!require_key<M>()) {
        return no_key{};
    } else if constexpr (key_fields<M>.size() == 1) {
        constexpr std::size_t index = key_fields<M>[0];
        return key_of_member<field_type<M, index>>::value(get<index>(object));
    } else {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return primary_key_type<M>(
                key_of_member<field_type<M, key_fields<M>[I]>>::value(get<key_fields<M>[I]>(object))...);
        }(std::make_index_sequence<key_fields<M>.size()>{});
    }
}

/// Whether an object has a key: it was saved, or loaded, or the program gave it one. Defined in columns.hpp.
template <class M>
[[nodiscard]] bool has_key(const M& object);

}  // namespace detail
}  // namespace vinyl
