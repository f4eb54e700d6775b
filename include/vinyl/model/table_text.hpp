// The names and SQL types of one model's columns, worked out at compile time and kept in one static buffer. A member has a
// slot for each of its columns: one, or with a relation to a model whose key has several columns as many as that has.
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/model/member.hpp>
#include <vinyl/model/meta.hpp>
#include <vinyl/sql/type_name.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace vinyl::detail {

/// A piece of the buffer.
struct text_place {
    std::size_t begin = 0;
    std::size_t size = 0;
};

/// The texts of a model of N slots. Room is a bound for all of them together, computed first.
template <std::size_t N, std::size_t Room>
struct table_text {
    std::array<char, Room> buffer{};
    std::size_t used = 0;
    std::array<text_place, N> names{};
    std::array<text_place, N> types{};
    std::array<text_place, N> casts{};  ///< The types without length or precision.
    text_place table{};

    constexpr void add(char c) { buffer[used++] = c; }
    constexpr void add(std::string_view text) {
        for (const char c : text) add(c);
    }
    constexpr void add_number(std::size_t number) {
        if (number >= 10) add_number(number / 10);
        add(static_cast<char>('0' + number % 10));
    }
    [[nodiscard]] constexpr text_place since(std::size_t begin) const { return {begin, used - begin}; }
    [[nodiscard]] constexpr std::string_view view(text_place place) const {
        return {buffer.data() + place.begin, place.size};
    }
};

using facts = list_view<const meta_option::fact>;

/// What find_fact gives when there is none. Indices, here and in all that runs at compile time, because under
/// -fsanitize=undefined g++ 12 holds no comparison of a pointer into constants with null for constant.
inline constexpr std::size_t no_fact = static_cast<std::size_t>(-1);

/// The index of the option of this kind that is about a field.
constexpr std::size_t find_fact(facts options, meta_option::kind what, std::string_view field) {
    for (std::size_t i = 0; i < options.size(); ++i)
        if (options[i].kind == what && options[i].names(field)) return i;
    return no_fact;
}

/// The index of the option of this kind.
constexpr std::size_t find_fact(facts options, meta_option::kind what) {
    for (std::size_t i = 0; i < options.size(); ++i)
        if (options[i].kind == what) return i;
    return no_fact;
}

/// Where the SQL type of a column is said: the options and the field in them, and the type of the member. That of a
/// foreign key is said by the key it refers to, unless its own model says more.
struct type_source {
    facts options;
    std::string_view field;
    std::string_view type;

    /// The option that says more than the member's type does.
    [[nodiscard]] constexpr std::size_t said(meta_option::kind what) const { return find_fact(options, what, field); }
};

constexpr std::size_t count_slots(list_view<const member_info> members) {
    std::size_t count = 0;
    for (const member_info& member : members) count += member.columns.size();
    return count;
}

/// What a model's members are called, and how: see field_names and own_name_of_field.
struct member_names_view {
    list_view<const std::string_view> names;
    list_view<const std::size_t> own;
    /// For each slot what a relation's column is called behind the relation's name and '_'; "id" for keys of one column.
    list_view<const std::string_view> key_names;
};

constexpr std::size_t room_for_texts(const member_names_view& names, list_view<const member_info> members,
                                     list_view<const type_source> types, facts options, std::string_view model) {
    constexpr std::size_t longest_number = 20, longest_word = 12;
    std::size_t room = 2 * model.size() + 1;
    for (std::size_t i = 0, slot = 0; i < members.size(); ++i)
        for (std::size_t k = 0; k < members[i].columns.size(); ++k, ++slot)
            room += names.names[i].size() + names.key_names[slot].size() + 1;
    for (const type_source& source : types) {
        const std::size_t named = source.said(meta_option::kind::sql_type);
        const std::size_t size = named != no_fact ? source.options[named].text.size() : source.type.size();
        room += 2 * (size + 2 * longest_number + longest_word);
    }
    for (const meta_option::fact& option : options) {
        room += option.text.size() * (option.kind == meta_option::kind::prefix ? members.size() : 1);
        for (std::size_t i = 0; i < option.column_count; ++i) room += option.columns[i].size();
    }
    return room;
}

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// MusicTrack -> music_track, HTTPServer -> http_server.
template <class Text>
constexpr void add_snake_case(Text& text, std::string_view name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool word_begins = i > 0 && is_upper(name[i]) && name[i - 1] != '_' &&
                                 (!is_upper(name[i - 1]) || (i + 1 < name.size() && is_lower(name[i + 1])));
        if (word_begins) text.add('_');
        text.add(is_upper(name[i]) ? static_cast<char>(name[i] - 'A' + 'a') : name[i]);
    }
}

/// The column's SQL type: the one of the member's type, unless meta says otherwise.
template <class Text>
constexpr void add_type(Text& text, const type_source& source) {
    using meta_option::kind;
    if (const std::size_t type = source.said(kind::sql_type); type != no_fact)
        return text.add(source.options[type].text);
    const bool array = source.type.ends_with("[]");
    if (const std::size_t length = source.said(kind::max_length); length != no_fact) {
        text.add("varchar(");
        text.add_number(source.options[length].first);
        text.add(array ? ")[]" : ")");
    } else if (const std::size_t digits = source.said(kind::precision); digits != no_fact) {
        text.add("numeric(");
        text.add_number(source.options[digits].first);
        text.add(',');
        text.add_number(source.options[digits].second);
        text.add(array ? ")[]" : ")");
    } else {
        text.add(source.type);
    }
}

/// The prefixes that meta gives to the structs that embed a member, the outermost first.
template <class Text>
constexpr void add_prefixes(Text& text, std::string_view name, std::size_t own, facts options) {
    for (std::size_t end = 1; end + 2 <= own; ++end) {
        if (name.substr(end, 2) != "__") continue;
        const std::size_t prefix = find_fact(options, meta_option::kind::prefix, name.substr(0, end));
        if (prefix != no_fact) text.add(options[prefix].text);
    }
}

template <std::size_t N, std::size_t Room>
consteval table_text<N, Room> make_table_text(const member_names_view& names, list_view<const member_info> members,
                                              list_view<const type_source> types, facts options,
                                              std::string_view model) {
    using meta_option::kind;
    table_text<N, Room> text;
    std::size_t slot = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const std::string_view name = names.names[i];
        const std::size_t said = find_fact(options, kind::column, name);
        for (std::size_t k = 0; k < members[i].columns.size(); ++k, ++slot) {
            std::size_t begin = text.used;
            if (said != no_fact && k < options[said].column_count) {
                text.add(options[said].columns[k]);
            } else {
                add_prefixes(text, name, names.own[i], options);
                text.add(name.substr(names.own[i]));
                if (members[i].kind == member_kind::forward) {
                    text.add('_');
                    text.add(names.key_names[slot]);
                }
            }
            text.names[slot] = text.since(begin);
            begin = text.used;
            add_type(text, types[slot]);
            text.types[slot] = text.since(begin);
            begin = text.used;
            const std::string_view type = text.view(text.types[slot]);
            sql::base_type(type, [&](char c) { text.add(c); });
            text.casts[slot] = text.since(begin);
        }
    }
    const std::size_t begin = text.used;
    std::size_t table = find_fact(options, kind::table);
    if (table == no_fact) table = find_fact(options, kind::view);
    if (table != no_fact) text.add(options[table].text);
    else add_snake_case(text, model);
    text.table = text.since(begin);
    return text;
}

}  // namespace vinyl::detail
