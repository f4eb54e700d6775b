// The columns and relations of a model as constant data, made from its members and its meta.
#pragma once

#include <vinyl/model/check_model.hpp>
#include <vinyl/model/column_cast.hpp>
#include <vinyl/model/key.hpp>
#include <vinyl/model/member.hpp>
#include <vinyl/model/reflection.hpp>
#include <vinyl/model/table_text.hpp>
#include <vinyl/sql/table_info.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl {

template <class M>
[[nodiscard]] const sql::table_info& table_of() noexcept;

namespace detail {

/// Whether a field's model says more about its column's type than the member's type does.
constexpr bool says_type(facts options, std::string_view field) {
    using meta_option::kind;
    return find_fact(options, kind::sql_type, field) != no_fact ||
           find_fact(options, kind::max_length, field) != no_fact;
}

/// Where the type of the column of M's member I is said. Of keys only those are looked up behind a relation whose type
/// does not follow from C++: models that point at numbers need not know them.
template <class M, std::size_t I>
consteval type_source source_of_type() {
    constexpr facts options = options_of<M>().facts();
    using member = member_of<field_type<M, I>>;
    if constexpr (member::kind == member_kind::forward) {
        using key = typename member::value;
        if constexpr (column_type<key>)
            if constexpr (codec<key>::oid == oid::text || codec<key>::oid == 0)
                if (!says_type(options, field_name<M, I>))
                    return source_of_type<typename member::target, primary_key_index<typename member::target>>();
    }
    return {options, field_name<M, I>, members_of<M>[I].type};
}

template <class M>
inline constexpr auto type_sources_of = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<type_source, sizeof...(I)>{source_of_type<M, I>()...};
}(std::make_index_sequence<field_count<M>>{});

template <class M>
inline constexpr auto text_of =
    make_table_text<field_count<M>,
                    room_for_texts(field_names<M>, type_sources_of<M>, options_of<M>().facts(), struct_name<M>)>(
        field_names<M>, members_of<M>, type_sources_of<M>, options_of<M>().facts(), struct_name<M>);

constexpr std::size_t count_columns(std::span<const member_info> members) {
    std::size_t count = 0;
    for (const member_info& member : members) count += member.kind != member_kind::reverse;
    return count;
}

constexpr std::size_t count_relations(std::span<const member_info> members) {
    std::size_t count = 0;
    for (const member_info& member : members) count += member.kind != member_kind::column;
    return count;
}

/// The index among M's columns of the member with this index.
template <class M>
[[nodiscard]] constexpr std::size_t column_of_field(std::size_t field) {
    return count_columns(std::span(members_of<M>).first(field));
}

/// The index among M's relations of the member with this index.
template <class M>
[[nodiscard]] constexpr std::size_t relation_of_field(std::size_t field) {
    return count_relations(std::span(members_of<M>).first(field));
}

template <class M>
consteval auto make_columns() {
    using meta_option::kind;
    constexpr facts options = options_of<M>().facts();
    constexpr std::size_t key = primary_key_index<M>;
    std::array<sql::column_info, count_columns(members_of<M>)> columns{};
    std::size_t next = 0;
    for (std::size_t i = 0; i < field_count<M>; ++i) {
        const member_info& member = members_of<M>[i];
        if (member.kind == member_kind::reverse) continue;
        sql::column_info& column = columns[next++];
        column.field = field_names<M>[i];
        column.name = text_of<M>.view(text_of<M>.names[i]);
        column.type = text_of<M>.view(text_of<M>.types[i]);
        const std::string_view base = text_of<M>.view(text_of<M>.casts[i]);
        const column_cast cast = cast_between(member.oid, member.type, base);
        column.oid = cast.oid;
        if (cast.parameters || member.cast) column.cast = base;
        column.as_member = cast.as_member;
        column.cast_to_read = cast.to_read;
        column.cast_always = cast.always;
        column.nullable = member.nullable;
        column.primary_key = i == key;
        column.identity = i == key && column.field == "id" && member.integer && member.kind == member_kind::column;
        column.db_default = find_fact(options, kind::db_default, column.field) != no_fact;
    }
    return columns;
}

template <class M>
inline constexpr auto columns_of = make_columns<M>();

/// M's column of the member with this index.
template <class M>
[[nodiscard]] constexpr const sql::column_info& column_at_field(std::size_t field) {
    return columns_of<M>[column_of_field<M>(field)];
}

template <class M>
[[nodiscard]] constexpr const sql::column_info& key_column_of() {
    return column_at_field<M>(primary_key_index<M>);
}

/// Whether a value is a key of an M, not what stands there until the database has made one or a relation was assigned. A
/// key that the program makes itself may have any value: 0 and an empty text are keys, too.
template <class M>
[[nodiscard]] bool is_key(const primary_key_type<M>& key) {
    constexpr bool relation = member_of<field_type<M, primary_key_index<M>>>::kind == member_kind::forward;
    const sql::column_info& column = key_column_of<M>();
    return (!relation && !column.identity && !column.db_default) || !(key == primary_key_type<M>{});
}

/// Whether an object has a key: it was saved, or loaded, or the program gave it one.
template <class M>
[[nodiscard]] bool has_key(const M& object) {
    return is_key<M>(key_of(object));
}

template <class M, std::size_t I>
constexpr sql::relation_info describe_forward() {
    using member = member_of<field_type<M, I>>;
    using target = typename member::target;
    return {.field = field_name<M, I>,
            .kind = member::relation,
            .target = &table_of<target>,
            .local_column = column_at_field<M>(I).name,
            .remote_column = key_column_of<target>().name,
            .nullable = member::nullable};
}

template <class M, std::size_t I>
constexpr sql::relation_info describe_reverse() {
    using member = member_of<field_type<M, I>>;
    using other = typename member::target;
    return {.field = field_name<M, I>,
            .kind = member::relation,
            .target = &table_of<other>,
            .local_column = key_column_of<M>().name,
            .remote_column = column_at_field<other>(index_of_field<other>(member::reverse_of)).name,
            .nullable = true};
}

template <class M, std::size_t I>
constexpr void add_relation(sql::relation_info*& next) {
    using type = field_type<M, I>;
    if constexpr (member_of<type>::kind == member_kind::forward) *next++ = describe_forward<M, I>();
    else if constexpr (member_of<type>::kind == member_kind::reverse) {
        using member = member_of<type>;
        constexpr bool found = index_of_field<typename member::target>(member::reverse_of) != no_field;
        if constexpr (found) *next++ = describe_reverse<M, I>();
        else *next++ = {.field = field_name<M, I>};  // an error already
    }
}

template <class M>
consteval auto make_relations() {
    std::array<sql::relation_info, count_relations(members_of<M>)> relations{};
    sql::relation_info* next = relations.data();
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (add_relation<M, I>(next), ...);
    }(std::make_index_sequence<field_count<M>>{});
    return relations;
}

template <class M>
inline constexpr auto relations_of = make_relations<M>();

/// M's relation of the member with this index.
template <class M>
[[nodiscard]] constexpr const sql::relation_info& relation_at_field(std::size_t field) {
    return relations_of<M>[relation_of_field<M>(field)];
}

}  // namespace detail
}  // namespace vinyl
