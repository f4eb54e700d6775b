// What a member's type makes of it: a column, a column with a relation behind it, or the reverse side of one.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/model/reflection.hpp>
#include <vinyl/model/relations.hpp>
#include <vinyl/sql/table_info.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace vinyl::detail {

enum class member_kind : unsigned char { column, forward, reverse };

/// A plain column of type T.
template <class T>
struct member_of {
    static constexpr member_kind kind = member_kind::column;
    static constexpr bool nullable = false;
    static constexpr sql::relation_kind relation{};
    static constexpr std::string_view reverse_of{};  ///< reverse sides: the name of the other model's key
    using target = void;                             ///< relations: the model they lead to
    using value = T;                                 ///< columns: what is stored
};

template <class T>
struct member_of<std::optional<T>> : member_of<T> {
    static constexpr bool nullable = true;
};

template <class T, class Key>
struct member_of<foreign_key<T, Key>> {
    static constexpr member_kind kind = member_kind::forward;
    static constexpr bool nullable = false;
    static constexpr sql::relation_kind relation = sql::relation_kind::foreign_key;
    static constexpr std::string_view reverse_of{};
    using target = T;
    using value = Key;
};

template <class T, class Key>
struct member_of<one_to_one<T, Key>> : member_of<foreign_key<T, Key>> {
    static constexpr sql::relation_kind relation = sql::relation_kind::one_to_one;
};

template <class T, fixed_string Name>
struct member_of<related<T, Name>> {
    static constexpr member_kind kind = member_kind::reverse;
    static constexpr bool nullable = true;
    static constexpr sql::relation_kind relation = sql::relation_kind::reverse_foreign_key;
    static constexpr std::string_view reverse_of = related<T, Name>::name.view();
    using target = T;
    using value = void;
};

template <class T, fixed_string Name>
struct member_of<related_one<T, Name>> {
    static constexpr member_kind kind = member_kind::reverse;
    static constexpr bool nullable = true;
    static constexpr sql::relation_kind relation = sql::relation_kind::reverse_one_to_one;
    static constexpr std::string_view reverse_of = related_one<T, Name>::name.view();
    using target = T;
    using value = void;
};

/// The same as plain data, so that all further work on a model is ordinary code over an array.
struct member_info {
    member_kind kind{};
    bool nullable = false;
    bool integer = false;
    bool cast = false;  ///< Parameters are of another type than `type`.
    sql::relation_kind relation{};
    std::uint32_t oid = 0;
    std::string_view type;
};

template <class T>
consteval member_info describe_member() {
    using member = member_of<T>;
    member_info result{.kind = member::kind,
                       .nullable = member::nullable,
                       .integer = false,
                       .cast = false,
                       .relation = member::relation,
                       .oid = 0,
                       .type = {}};
    if constexpr (member::kind != member_kind::reverse) {
        using value = typename member::value;
        if constexpr (column_type<value>) {  // check_model reports it if not
            result.integer = std::integral<value> && !std::same_as<value, bool>;
            result.oid = codec<value>::oid;
            result.type = codec<value>::sql_type;
            if constexpr (requires { codec<value>::cast_parameters; }) result.cast = codec<value>::cast_parameters;
        }
    }
    return result;
}

template <class M>
consteval auto describe_members() {
    return []<class... Member>(type_list<Member...>) {
        return std::array<member_info, sizeof...(Member)>{describe_member<Member>()...};
    }(field_types<M>{});
}

/// What each member of M is, in the order of their declaration.
template <class M>
inline constexpr auto members_of = describe_members<M>();

}  // namespace vinyl::detail
