// The columns and relations of a model as constant data, made from its members and its meta.
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/model/check_model.hpp>
#include <vinyl/model/column_cast.hpp>
#include <vinyl/model/join_table.hpp>
#include <vinyl/model/key.hpp>
#include <vinyl/model/member.hpp>
#include <vinyl/model/reflection.hpp>
#include <vinyl/model/table_text.hpp>
#include <vinyl/sql/table_info.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl {

template <class M>
[[nodiscard]] const sql::table_info& table_of() noexcept;

namespace detail {

// ---- names

/// "order_id", the name of a key's member: what columns that point at it are called by.
struct key_name {
    std::array<char, 64> text{};
    std::size_t size = 0;

    constexpr void add(std::string_view part) {
        for (const char c : part) text[size++] = c;  // beyond its end this is no constant expression
    }
    [[nodiscard]] constexpr std::string_view view() const { return {text.data(), size}; }
};

/// The names of the columns of M's key, as the relations that point at M call them.
template <class M>
consteval auto name_key_columns() {
    std::array<key_name, columns_of_value<primary_key_type<M>>::list.size()> names;
    std::size_t next = 0;
    [[maybe_unused]] const auto add = [&]<std::size_t Field>() {
        using member = member_of<field_type<M, Field>>;
        constexpr std::string_view own = field_name<M, Field>.substr(own_name_of_field<M>(Field));
        if constexpr (member::kind != member_kind::forward) {
            names[next++].add(own);
        } else if constexpr (columns_of_value<typename member::value>::list.size() == 1) {
            names[next].add(own);
            names[next++].add("_id");
        } else {
            for (const key_name& inner : name_key_columns<typename member::target>()) {
                names[next].add(own);
                names[next].add("_");
                names[next++].add(inner.view());
            }
        }
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (add.template operator()<key_fields<M>[I]>(), ...);
    }(std::make_index_sequence<key_fields<M>.size()>{});
    return names;
}

template <class M>
inline constexpr auto key_column_names = name_key_columns<M>();

template <class M>
inline constexpr std::size_t slot_count = count_slots(members_of<M>);

/// Whether the member I of M is a relation and fits the key that it points at; if it does not, that is an error already.
template <class M, std::size_t I>
inline constexpr bool has_sound_key = [] {
    using member = member_of<field_type<M, I>>;
    if constexpr (member::kind != member_kind::forward) return false;
    else if constexpr (find_member_mistake<M, I>() != member_mistake::none) return false;
    else return fault_of_meta<typename member::target>.mistake == meta_mistake::none;
}();

template <class M, std::size_t I>
constexpr void add_key_names(std::string_view*& next) {
    using member = member_of<field_type<M, I>>;
    constexpr std::size_t columns = columns_of_value<typename member::value>::list.size();
    if constexpr (columns > 1 && has_sound_key<M, I>) {
        for (const key_name& name : key_column_names<typename member::target>) *next++ = name.view();
    } else {
        for (std::size_t k = 0; k < columns; ++k) *next++ = member::kind == member_kind::forward ? "id" : "";
    }
}

template <class M>
inline constexpr auto names_in_relations = [] {
    std::array<std::string_view, slot_count<M>> names;
    std::string_view* next = names.data();
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (add_key_names<M, I>(next), ...);
    }(std::make_index_sequence<field_count<M>>{});
    return names;
}();

template <class M>
inline constexpr auto own_names = [] {
    std::array<std::size_t, field_count<M>> own{};
    for (std::size_t i = 0; i < own.size(); ++i) own[i] = own_name_of_field<M>(i);
    return own;
}();

template <class M>
inline constexpr member_names_view names_of_members{field_names<M>, own_names<M>, names_in_relations<M>};

/// Whether a field's model says more about its column's type than the member's type does.
constexpr bool says_type(facts options, std::string_view field) {
    using meta_option::kind;
    return find_fact(options, kind::sql_type, field) != no_fact ||
           find_fact(options, kind::max_length, field) != no_fact;
}

/// Where the type of the k-th column of M's member I is said. Of keys only those are looked up behind a relation whose type
/// does not follow from C++: models that point at numbers need not know them.
template <class M, std::size_t I, std::size_t K = 0>
consteval type_source source_of_type();

/// The same of the k-th column of M's key.
template <class M, std::size_t K, std::size_t At = 0>
consteval type_source source_of_key_type() {
    constexpr std::size_t columns = members_of<M>[key_fields<M>[At]].columns.size();
    if constexpr (K < columns) return source_of_type<M, key_fields<M>[At], K>();
    else return source_of_key_type<M, K - columns, At + 1>();
}

template <class M, std::size_t I, std::size_t K>
consteval type_source source_of_type() {
    constexpr facts options = options_of<M>().facts();
    using member = member_of<field_type<M, I>>;
    constexpr const value_column& column = members_of<M>[I].columns[K];
    if constexpr (member::kind == member_kind::forward && (column.oid == oid::text || column.oid == 0))
        if constexpr (!says_type(options, field_name<M, I>))
            if constexpr (has_sound_key<M, I>) return source_of_key_type<typename member::target, K>();
    return {options, field_name<M, I>, column.type};
}

template <class M, std::size_t I>
constexpr void add_type_sources(type_source*& next) {
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        ((*next++ = source_of_type<M, I, K>()), ...);
    }(std::make_index_sequence<members_of<M>[I].columns.size()>{});
}

/// For each slot.
template <class M>
inline constexpr auto type_sources_of = [] {
    std::array<type_source, slot_count<M>> sources{};
    [[maybe_unused]] type_source* next = sources.data();
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (add_type_sources<M, I>(next), ...);
    }(std::make_index_sequence<field_count<M>>{});
    return sources;
}();

template <class M>
inline constexpr auto text_of =
    make_table_text<slot_count<M>, room_for_texts(names_of_members<M>, members_of<M>, type_sources_of<M>,
                                                  options_of<M>().facts(), struct_name<M>)>(
        names_of_members<M>, members_of<M>, type_sources_of<M>, options_of<M>().facts(), struct_name<M>);

// ---- join tables

template <std::size_t Columns, std::size_t Room>
struct join_text {
    std::array<char, Room> buffer{};
    std::size_t used = 0;
    std::array<text_place, Columns> columns{};
    text_place table{};

    constexpr void add(char c) { buffer[used++] = c; }
    constexpr void add(std::string_view text) {
        for (const char c : text) add(c);
    }
    [[nodiscard]] constexpr text_place since(std::size_t begin) const { return {begin, used - begin}; }
    [[nodiscard]] constexpr std::string_view view(text_place place) const {
        return {buffer.data() + place.begin, place.size};
    }
};

/// The names of a join table that vinyl makes.
template <class M, std::size_t I>
inline constexpr auto join_text_of = [] {
    using other = typename field_type<M, I>::target;
    constexpr std::size_t here = key_column_names<M>.size(), there = key_column_names<other>.size();
    constexpr std::size_t longest_key = std::tuple_size_v<decltype(key_name::text)>, longest_word = 8;
    constexpr std::size_t room =
        text_of<M>.table.size + field_name<M, I>.size() + 1 +
        (here + there) * (2 * (struct_name<M>.size() + struct_name<other>.size()) + longest_key + longest_word);
    join_text<here + there, room> text;
    text.add(text_of<M>.view(text_of<M>.table));
    text.add('_');
    text.add(field_name<M, I>);
    text.table = text.since(0);
    const bool alike = struct_name<M> == struct_name<other>;
    const auto add = [&](std::size_t at, std::string_view before, std::string_view model, std::string_view key) {
        const std::size_t begin = text.used;
        if (alike) text.add(before);
        add_snake_case(text, model);
        text.add('_');
        text.add(key);
        text.columns[at] = text.since(begin);
    };
    for (std::size_t k = 0; k < here; ++k)
        add(k, "from_", struct_name<M>, here == 1 ? "id" : key_column_names<M>[k].view());
    for (std::size_t k = 0; k < there; ++k)
        add(here + k, "to_", struct_name<other>, there == 1 ? "id" : key_column_names<other>[k].view());
    return text;
}();

/// The options of a join table: always the first `count`.
struct join_options {
    std::array<meta_option::fact, 9> all{};
    std::size_t count = 0;

    constexpr meta_option::fact& add(meta_option::kind what) {
        all[count] = meta_option::make<>(what);
        return all[count++];
    }
    constexpr meta_option::fact& add(meta_option::kind what, std::string_view field) {
        meta_option::fact& option = add(what);
        option.fields[option.field_count++] = field;
        return option;
    }
};

template <class M, std::size_t I>
consteval join_options list_join_options() {
    using meta_option::kind;
    constexpr facts options = options_of<M>().facts();
    const auto& text = join_text_of<M, I>;
    const std::size_t said = find_fact(options, kind::join_table, field_name<M, I>);
    join_options made;
    made.add(kind::table).text = said != no_fact ? options[said].text : text.view(text.table);
    if (const std::size_t schema = find_fact(options, kind::schema); schema != no_fact)
        made.add(kind::schema).text = options[schema].text;
    if (is_view<M> || find_fact(options, kind::unmanaged) != no_fact) made.add(kind::unmanaged);
    meta_option::fact& source = made.add(kind::column, "source");
    meta_option::fact& goal = made.add(kind::column, "goal");
    const std::size_t here = key_column_names<M>.size();
    for (std::size_t k = 0; k < text.columns.size(); ++k) {
        meta_option::fact& option = k < here ? source : goal;
        const bool named = said != no_fact && options[said].column_count > k;
        option.columns[option.column_count++] = named ? options[said].columns[k] : text.view(text.columns[k]);
    }
    meta_option::fact& key = made.add(kind::primary_key, "source");
    key.fields[key.field_count++] = "goal";
    made.add(kind::on_delete, "source").rule = cascade;
    made.add(kind::on_delete, "goal").rule = cascade;
    made.add(kind::index, "goal");
    return made;
}

template <class M, std::size_t I>
inline constexpr join_options join_options_of = list_join_options<M, I>();

template <std::size_t>
using plain_option = meta_option::fact;

template <class M, std::size_t I>
consteval auto make_join_meta() {
    return []<std::size_t... K>(std::index_sequence<K...>) {
        return meta<plain_option<K>...>(join_options_of<M, I>.all[K]...);
    }(std::make_index_sequence<join_options_of<M, I>.count>{});
}

// ---- keys

/// The first mistake in the names of M's columns.
template <class M>
inline constexpr meta_fault fault_of_columns = [] {
    std::array<std::string_view, slot_count<M>> names{};
    for (std::size_t slot = 0; slot < names.size(); ++slot) names[slot] = text_of<M>.view(text_of<M>.names[slot]);
    const std::size_t shared = find_shared_column(members_of<M>, names);
    return shared == no_field ? meta_fault{} : meta_fault{meta_mistake::same_column, field_names<M>[shared]};
}();

/// The index of a member's first slot.
template <class M>
[[nodiscard]] constexpr std::size_t slot_of_field(std::size_t field) {
    return count_slots(list_view<const member_info>(members_of<M>).first(field));
}

template <std::size_t Slots>
struct column_places {
    std::array<std::size_t, Slots> column{};  ///< Of a slot: the index of its column.
    std::size_t count = 0;
};

/// Which column each slot is. Keys of several columns may share some with other members; otherwise each slot is its own.
template <class M>
consteval auto place_columns() {
    column_places<slot_count<M>> places;
    constexpr bool may_share = [] {
        for (const member_info& member : members_of<M>)
            if (member.columns.size() > 1) return true;
        return false;
    }();
    for (std::size_t slot = 0; slot < slot_count<M>; ++slot) {
        std::size_t first = slot;
        if constexpr (may_share)
            for (first = 0; text_of<M>.view(text_of<M>.names[first]) != text_of<M>.view(text_of<M>.names[slot]);)
                ++first;
        places.column[slot] = first == slot ? places.count++ : places.column[first];
    }
    return places;
}

template <class M>
inline constexpr auto places_of = place_columns<M>();

template <class M>
inline constexpr bool has_shared_columns = places_of<M>.count < slot_count<M>;

/// The index among M's columns of the k-th column of the member with this index.
template <class M>
[[nodiscard]] constexpr std::size_t column_of_field(std::size_t field, std::size_t k = 0) {
    return places_of<M>.column[slot_of_field<M>(field) + k];
}

/// The indices of all columns of a member.
template <class M, std::size_t Field>
inline constexpr auto field_columns = [] {
    std::array<std::size_t, members_of<M>[Field].columns.size()> indices{};
    for (std::size_t k = 0; k < indices.size(); ++k) indices[k] = column_of_field<M>(Field, k);
    return indices;
}();

template <class M>
[[nodiscard]] constexpr bool is_key_field(std::size_t field) {
    for (const std::size_t each : key_fields<M>)
        if (each == field) return true;
    return false;
}

/// Members of a model: a bit for each, by its index.
using field_set = std::uint64_t;

template <class M>
consteval auto make_columns() {
    using meta_option::kind;
    constexpr facts options = options_of<M>().facts();
    std::array<sql::column_info, places_of<M>.count> columns{};
    for (std::size_t i = 0, slot = 0; i < field_count<M>; ++i) {
        const member_info& member = members_of<M>[i];
        for (std::size_t k = 0; k < member.columns.size(); ++k, ++slot) {
            sql::column_info& column = columns[places_of<M>.column[slot]];
            const bool shared = !column.name.empty();
            column.nullable = member.nullable && (column.nullable || !shared);
            column.primary_key = column.primary_key || is_key_field<M>(i);
            // what a plain member says of a column goes before what a relation does that shares it
            if (shared && member.kind != member_kind::column) continue;
            column.field = field_names<M>[i];
            column.name = text_of<M>.view(text_of<M>.names[slot]);
            column.type = text_of<M>.view(text_of<M>.types[slot]);
            const value_column& value = member.columns[k];
            const std::string_view base = text_of<M>.view(text_of<M>.casts[slot]);
            const column_cast cast = cast_between(value.oid, value.type, base);
            column.oid = cast.oid;
            if (cast.parameters || value.cast) column.cast = base;
            column.as_member = cast.as_member;
            column.cast_to_read = cast.to_read;
            column.cast_always = cast.always;
            const std::size_t identity = find_fact(options, kind::identity, column.field);
            const bool said = find_fact(options, kind::serial, column.field) != no_fact ||
                              find_fact(options, kind::assigned, column.field) != no_fact ||
                              find_fact(options, kind::db_default, column.field) != no_fact;
            column.identity = identity != no_fact ||
                              (!said && column.field == "id" && key_fields<M>.size() == 1 && key_fields<M>[0] == i &&
                               member.columns[k].integer && member.kind == member_kind::column);
            column.always = identity != no_fact && options[identity].always;
            column.serial = find_fact(options, kind::serial, column.field) != no_fact;
            column.db_default = find_fact(options, kind::db_default, column.field) != no_fact;
            column.generated = find_fact(options, kind::generated, column.field) != no_fact;
        }
    }
    return columns;
}

template <class M>
inline constexpr auto columns_of = make_columns<M>();

/// M's column, the k-th, of the member with this index.
template <class M>
[[nodiscard]] constexpr const sql::column_info& column_at_field(std::size_t field, std::size_t k = 0) {
    return columns_of<M>[column_of_field<M>(field, k)];
}

/// The columns of the primary key, in its order.
template <class M>
inline constexpr auto key_columns_of = [] {
    constexpr std::size_t count = [] {
        std::size_t columns = 0;
        for (const std::size_t field : key_fields<M>) columns += members_of<M>[field].columns.size();
        return columns;
    }();
    std::array<const sql::column_info*, count> columns{};
    std::size_t next = 0;
    for (const std::size_t field : key_fields<M>)
        for (std::size_t k = 0; k < members_of<M>[field].columns.size(); ++k)
            columns[next++] = &column_at_field<M>(field, k);
    return columns;
}();

/// The columns of members: a flag for each column of M.
template <class M>
[[nodiscard]] constexpr auto columns_of_fields(field_set fields) {
    std::array<bool, columns_of<M>.size()> flags{};
    for (std::size_t i = 0; i < field_count<M>; ++i)
        for (std::size_t k = 0; (fields >> i & 1) != 0 && k < members_of<M>[i].columns.size(); ++k)
            flags[column_of_field<M>(i, k)] = true;
    return flags;
}

// ---- keys

/// Whether a member that is (part of) the key of M holds a UUID that the program makes. Nil is none then, unless meta says
/// assigned().
template <class M, std::size_t Field>
inline constexpr bool is_own_uuid =
    members_of<M>[Field].kind == member_kind::column && members_of<M>[Field].columns[0].type == "uuid" &&
    !column_at_field<M>(Field).made_by_database() &&
    find_fact(options_of<M>().facts(), meta_option::kind::assigned, field_name<M, Field>) == no_fact;

/// Whether the value in a member that is (part of) the key of M is one, not what stands there until the database or the program
/// has made one or a relation was assigned. What the program makes itself may have any other value: 0 and an empty text are
/// keys, too.
template <class M, std::size_t Field, class Value>
[[nodiscard]] bool is_key_part(const Value& value) {
    constexpr bool relation = member_of<field_type<M, Field>>::kind == member_kind::forward;
    constexpr const sql::column_info& column = column_at_field<M>(Field);
    if constexpr (relation || column.made_by_database() || is_own_uuid<M, Field>) return !(value == Value{});
    else return true;
}

/// Whether a value is a key of an M.
template <class M>
[[nodiscard]] bool is_key(const primary_key_type<M>& key) {
    if constexpr (key_fields<M>.size() == 1) {
        return is_key_part<M, key_fields<M>[0]>(key);
    } else {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return (is_key_part<M, key_fields<M>[I]>(std::get<I>(key)) && ...);
        }(std::make_index_sequence<key_fields<M>.size()>{});
    }
}

template <class M>
[[nodiscard]] bool has_key(const M& object) {
    return is_key<M>(key_of(object));
}

// ---- relations

constexpr std::size_t count_relations(list_view<const member_info> members) {
    std::size_t count = 0;
    for (const member_info& member : members)
        count += member.kind == member_kind::forward || member.kind == member_kind::reverse;
    return count;
}

/// The index among M's relations of the member with this index.
template <class M>
[[nodiscard]] constexpr std::size_t relation_of_field(std::size_t field) {
    return count_relations(list_view<const member_info>(members_of<M>).first(field));
}

/// The columns of the relation I of M, beside those of the key it points at.
template <class M, std::size_t I>
inline constexpr auto forward_pairs = [] {
    using target = typename member_of<field_type<M, I>>::target;
    std::array<sql::column_pair, field_columns<M, I>.size()> pairs{};
    for (std::size_t k = 0; k < pairs.size() && k < key_columns_of<target>.size(); ++k)  // fewer are an error already
        pairs[k] = {column_at_field<M>(I, k).name, (*key_columns_of<target>[k]).name};
    return pairs;
}();

/// The same seen from the other side.
template <class M, std::size_t I>
inline constexpr auto reverse_pairs = [] {
    auto pairs = forward_pairs<M, I>;
    for (sql::column_pair& pair : pairs) pair = {pair.remote, pair.local};
    return pairs;
}();

template <class M, std::size_t I>
constexpr sql::relation_info describe_forward() {
    using member = member_of<field_type<M, I>>;
    return {.field = field_name<M, I>,
            .kind = member::relation,
            .target = &table_of<typename member::target>,
            .columns = forward_pairs<M, I>,
            .nullable = member::nullable};
}

/// The first step of the way over a join table: to its rows.
template <class M, std::size_t I>
constexpr sql::relation_info describe_way_to_join() {
    using way = way_over_join<M, I>;
    using through = typename way::through;
    return {.field = field_name<M, I>,
            .kind = sql::relation_kind::reverse_foreign_key,
            .target = &table_of<through>,
            .columns = reverse_pairs<through, way::here>,
            .nullable = true};
}

template <class M, std::size_t I>
constexpr sql::relation_info describe_reverse() {
    using member = member_of<field_type<M, I>>;
    using other = typename member::target;
    return {.field = field_name<M, I>,
            .kind = member::relation,
            .target = &table_of<other>,
            .columns = reverse_pairs<other, index_of_field<other>(member::reverse_of)>,
            .nullable = true};
}

template <class M, std::size_t I>
constexpr void add_relation(sql::relation_info*& next) {
    constexpr member_kind kind = member_of<field_type<M, I>>::kind;
    if constexpr (kind == member_kind::column || kind == member_kind::origin) return;
    else if constexpr (find_member_mistake<M, I>() != member_mistake::none) next++->field = field_name<M, I>;
    else if constexpr (kind == member_kind::forward) *next++ = describe_forward<M, I>();
    else if constexpr (way_over_join<M, I>::exists) *next++ = describe_way_to_join<M, I>();
    else *next++ = describe_reverse<M, I>();
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

/// M's way to the rows of the join table of its member I. Where M has a reverse side for them, it is that one's: conditions about
/// it and about the other side mean one row then.
template <class M, std::size_t I>
constexpr const sql::relation_info& way_to_join() {
    using way = way_over_join<M, I>;
    using through = typename way::through;
    constexpr std::size_t reverse = []<std::size_t... Field>(std::index_sequence<Field...>) {
        std::size_t found = I;
        [[maybe_unused]] const auto look = [&]<std::size_t F>() {
            using member = member_of<field_type<M, F>>;
            if constexpr (std::is_same_v<typename member::target, through>)
                if (member::reverse_of == field_name<through, way::here>) found = F;
        };
        (look.template operator()<Field>(), ...);
        return found;
    }(std::make_index_sequence<field_count<M>>{});
    return relation_at_field<M>(reverse);
}

}  // namespace detail
}  // namespace vinyl
