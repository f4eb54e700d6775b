// What a member's type makes of it: a column, a column with a relation behind it, the reverse side of one, or none of these.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/model/many_to_many.hpp>
#include <vinyl/model/origin_member.hpp>
#include <vinyl/model/reflection.hpp>
#include <vinyl/model/relations.hpp>
#include <vinyl/sql/table_info.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace vinyl::detail {

enum class member_kind : unsigned char { column, forward, reverse, origin };

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

template <class T, class Through, fixed_string Source, fixed_string Goal>
struct member_of<many_to_many<T, Through, Source, Goal>> {
    static constexpr member_kind kind = member_kind::reverse;
    static constexpr bool nullable = true;
    static constexpr sql::relation_kind relation = sql::relation_kind::reverse_foreign_key;
    static constexpr std::string_view reverse_of{};
    using target = T;
    using value = void;
};

template <>
struct member_of<origin> {
    static constexpr member_kind kind = member_kind::origin;
    static constexpr bool nullable = true;
    static constexpr sql::relation_kind relation{};
    static constexpr std::string_view reverse_of{};
    using target = void;
    using value = void;
};

/// One column of a member, as its type describes it.
struct value_column {
    std::string_view type;
    std::uint32_t oid = 0;
    bool integer = false;
    bool cast = false;  ///< See sql::column_info.
};

template <class T>
consteval value_column describe_value() {
    value_column result;
    if constexpr (column_type<T>) {  // check_model reports it if not
        result.type = codec<T>::sql_type;
        result.oid = codec<T>::oid;
        result.integer = std::integral<T> && !std::same_as<T, bool>;
        if constexpr (requires { codec<T>::cast_parameters; }) result.cast = codec<T>::cast_parameters;
    }
    return result;
}

/// The columns that a value takes: one, but for the keys of models whose key has several.
template <class T>
struct columns_of_value {
    using types = type_list<T>;
    static constexpr std::array<value_column, 1> list{describe_value<T>()};
};
template <>
struct columns_of_value<void> {
    using types = type_list<>;
    static constexpr std::array<value_column, 0> list{};
};
template <class... Part>
struct columns_of_value<std::tuple<Part...>> {
    using types = decltype((type_list<>{} + ... + typename columns_of_value<Part>::types{}));
    static constexpr auto list = []<class... T>(type_list<T...>) {
        return std::array<value_column, sizeof...(T)>{describe_value<T>()...};
    }(types{});
};

/// The same as plain data, so that all further work on a model is ordinary code over an array.
struct member_info {
    member_kind kind{};
    bool nullable = false;
    sql::relation_kind relation{};
    list_view<const value_column> columns;  ///< Empty for reverse sides and origins.
    bool many_to_many = false;
};

template <class T>
consteval member_info describe_member() {
    using member = member_of<T>;
    return {.kind = member::kind,
            .nullable = member::nullable,
            .relation = member::relation,
            .columns = columns_of_value<typename member::value>::list,
            .many_to_many = is_many_to_many<T>};
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
