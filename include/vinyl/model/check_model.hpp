// Whether a model is sound, checked when it is first used: one error in our own words, with the model and the field in it,
// before anything else is made of the model.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/model/key.hpp>
#include <vinyl/model/member.hpp>
#include <vinyl/model/reflection.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl::detail {

/// A fixed_string of a text that is known at compile time.
template <std::size_t Size>
consteval fixed_string<Size + 1> fix(std::string_view text) {
    fixed_string<Size + 1> result;
    for (std::size_t i = 0; i < Size; ++i) result.value[i] = text[i];
    result.value[Size] = '\0';  // clang prints an array as a text only when its last element was written
    return result;
}

enum class meta_mistake : unsigned char {
    none,
    no_such_field,
    no_column,
    not_text,
    not_decimal,
    not_a_relation,
    not_nullable,
    not_embedded,
    wrong_number_of_columns,
    same_column,
    key_may_be_null,
    not_an_integer,
    key_maker_unknown
};

struct meta_fault {
    meta_mistake mistake{};
    std::string_view field;
};

template <class M, fixed_string Field, meta_mistake Mistake>
consteval bool report_meta_fault() {
    constexpr bool field_exists = Mistake != meta_mistake::no_such_field;
    static_assert(field_exists, "vinyl: meta names a field that this model does not have");
    constexpr bool has_column = Mistake != meta_mistake::no_column;
    static_assert(has_column, "vinyl: meta names a relation here that has no column");
    constexpr bool is_text = Mistake != meta_mistake::not_text;
    static_assert(is_text, "vinyl: max_length is for text fields only");
    constexpr bool is_decimal = Mistake != meta_mistake::not_decimal;
    static_assert(is_decimal, "vinyl: precision is for decimal fields only");
    constexpr bool is_relation = Mistake != meta_mistake::not_a_relation;
    static_assert(is_relation, "vinyl: on_delete is for foreign keys only");
    constexpr bool may_be_null = Mistake != meta_mistake::not_nullable;
    static_assert(may_be_null,
                  "vinyl: on_delete(..., set_null) needs a key that may be NULL: "
                  "std::optional<vinyl::foreign_key<...>>");
    constexpr bool is_embedded = Mistake != meta_mistake::not_embedded;
    static_assert(is_embedded, "vinyl: prefix is for members of type vinyl::embedded<...> only");
    constexpr bool has_as_many_columns = Mistake != meta_mistake::wrong_number_of_columns;
    static_assert(
        has_as_many_columns,
        "vinyl: column() must name as many columns as the field has: one, or for a relation as many as the key has "
        "that it points at");
    constexpr bool has_its_own_column = Mistake != meta_mistake::same_column;
    static_assert(has_its_own_column,
                  "vinyl: two members of this model have the same column: name another with column(), or of embedded "
                  "structs with prefix(); only a relation to a key of several columns may share some of them");
    constexpr bool key_is_never_null = Mistake != meta_mistake::key_may_be_null;
    static_assert(key_is_never_null, "vinyl: a primary key is never NULL, so its member must not be std::optional");
    constexpr bool is_integer = Mistake != meta_mistake::not_an_integer;
    static_assert(is_integer, "vinyl: identity and serial are for integer fields only");
    constexpr bool key_maker_is_known = Mistake != meta_mistake::key_maker_unknown;
    static_assert(
        key_maker_is_known,
        "vinyl: say in meta who makes this key: identity(\"member\"_f) or serial(\"member\"_f) when the database "
        "numbers it, db_default(\"member\"_f) when it has another default, assigned(\"member\"_f) when the program "
        "does");
    return Mistake == meta_mistake::none;
}

constexpr meta_mistake check_option(const meta_option::fact& option, const member_info& member) {
    using meta_option::kind;
    if (member.columns.empty()) return meta_mistake::no_column;
    const std::string_view type = member.columns[0].type;
    const bool array = type.ends_with("[]");
    const std::string_view element = type.substr(0, type.size() - (array ? 2 : 0));
    if (option.kind == kind::column && option.column_count != member.columns.size())
        return meta_mistake::wrong_number_of_columns;
    if (option.kind == kind::primary_key && member.nullable) return meta_mistake::key_may_be_null;
    if ((option.kind == kind::identity || option.kind == kind::serial) && !member.columns[0].integer)
        return meta_mistake::not_an_integer;
    if (option.kind == kind::max_length && element != "text") return meta_mistake::not_text;
    if (option.kind == kind::precision && element != "numeric") return meta_mistake::not_decimal;
    if (option.kind == kind::on_delete && member.kind != member_kind::forward) return meta_mistake::not_a_relation;
    if (option.kind == kind::on_delete && option.rule == delete_rule::set_null && !member.nullable)
        return meta_mistake::not_nullable;
    return meta_mistake::none;
}

/// Whether a member of this name embeds a struct.
constexpr bool embeds(std::span<const std::string_view> names, std::string_view group) {
    for (const std::string_view name : names)
        if (name.starts_with(group) && name.substr(group.size()).starts_with("__")) return true;
    return false;
}

/// The first mistake in the options, if any.
constexpr meta_fault find_meta_fault(std::span<const meta_option::fact> options,
                                     std::span<const std::string_view> names, std::span<const member_info> members) {
    for (const meta_option::fact& option : options) {
        if (option.kind == meta_option::kind::ordering) continue;  // paths: checked where they are resolved
        if (option.kind == meta_option::kind::prefix) {
            if (!embeds(names, option.fields[0])) return {meta_mistake::not_embedded, option.fields[0]};
            continue;
        }
        for (std::size_t i = 0; i < option.field_count; ++i) {
            const std::string_view field = option.fields[i];
            std::size_t index = 0;
            while (index < names.size() && names[index] != field) ++index;
            if (index == names.size()) return {meta_mistake::no_such_field, field};
            if (const meta_mistake mistake = check_option(option, members[index]); mistake != meta_mistake::none)
                return {mistake, field};
        }
    }
    return {};
}

// Classes, not functions, and no layers between them: what the compiler prints before our words is one line for each. The
// assertions stand last, because clang leaves out what stands behind the first that fails.

/// Does not compile when the I-th member of M has a mistake.
template <class M, std::size_t I, member_kind Kind = member_of<field_type<M, I>>::kind>
struct check_member {
    using type = typename member_of<field_type<M, I>>::value;
    static constexpr bool value = column_type<type>;
    static_assert(value,
                  "vinyl: this member's type can not be a column: include its header, or specialise "
                  "vinyl::codec for it");
};

template <class Model>
inline constexpr bool is_defined = requires { sizeof(Model); };

template <class Target>
consteval bool has_key_to_point_at() {
    if constexpr (is_defined<Target>) return has_primary_key<Target>;
    else return true;  // an error already
}

template <class Key, class Target>
consteval bool fits_key() {
    if constexpr (is_defined<Target>) {
        using other = primary_key_type<Target>;
        return std::is_same_v<Key, other>;
    } else {
        return true;  // an error already
    }
}

template <class M, std::size_t I>
struct check_member<M, I, member_kind::forward> {
    using member = member_of<field_type<M, I>>;
    static constexpr bool is_defined = detail::is_defined<typename member::target>;
    static constexpr bool target_has_key = has_key_to_point_at<typename member::target>();
    static constexpr bool same_type = !target_has_key || fits_key<typename member::value, typename member::target>();
    static constexpr bool value = is_defined && target_has_key && same_type;
    static_assert(is_defined,
                  "vinyl: the model that this relation leads to must be defined (not only declared) before queries "
                  "are made");
    static_assert(target_has_key, "vinyl: this relation points at a model that has no primary key");
    static_assert(same_type,
                  "vinyl: the key of this relation is of another type than the primary key it points at: write "
                  "foreign_key<Model, KeyType>, for a key of several members std::tuple<...>");
};

/// What the other model has to say of a reverse side.
struct other_side {
    bool found = true, points_here = true, same_number = true;
};

template <class M, class Member>
consteval other_side look_at_other_side() {
    using other = typename Member::target;
    if constexpr (is_defined<other>) {
        constexpr std::size_t index = index_of_field<other>(Member::reverse_of);
        if constexpr (index == no_field) {
            return {.found = false};
        } else {
            using forward = member_of<field_type<other, index>>;
            return {.points_here = std::is_same_v<typename forward::target, M>,
                    .same_number = (Member::relation == sql::relation_kind::reverse_one_to_one) ==
                                   (forward::relation == sql::relation_kind::one_to_one)};
        }
    } else {
        return {};  // an error already
    }
}

template <class M, std::size_t I>
struct check_member<M, I, member_kind::reverse> {
    using member = member_of<field_type<M, I>>;
    static constexpr bool is_defined = detail::is_defined<typename member::target>;
    static constexpr other_side side = look_at_other_side<M, member>();
    static constexpr bool value = is_defined && side.found && side.points_here && side.same_number;
    static_assert(is_defined,
                  "vinyl: the model that this relation leads to must be defined (not only declared) before queries "
                  "are made");
    static_assert(side.found, "vinyl: the model named in related<> has no foreign key of this name");
    static_assert(side.points_here,
                  "vinyl: the foreign key named in related<> does not point at the model that related<> stands in");
    static_assert(side.same_number || !side.points_here,
                  "vinyl: the reverse side of a foreign_key is related<>, that of a one_to_one is related_one<>");
};

template <class M, std::size_t I>
struct check_member<M, I, member_kind::origin> {
    static constexpr bool value = true;
};

template <class M, class Indices = std::make_index_sequence<field_count<M>>>
inline constexpr bool members_are_sound = false;

template <class M, std::size_t... I>
inline constexpr bool members_are_sound<M, std::index_sequence<I...>> = (check_member<M, I>::value && ...);

/// The first member whose column another member has already; no_field: there is none. Relations to keys of several columns
/// may share them.
constexpr std::size_t find_shared_column(std::span<const member_info> members,
                                         std::span<const std::string_view> columns) {
    for (std::size_t i = 0, slot = 0; i < members.size(); slot += members[i++].columns.size()) {
        if (members[i].columns.size() != 1) continue;
        for (std::size_t j = 0, other = 0; j < i; other += members[j++].columns.size())
            if (members[j].columns.size() == 1 && columns[slot] == columns[other]) return i;
    }
    return no_field;
}

/// Whether meta says who makes the key that is this member, where that does not go without saying.
template <class M>
consteval bool key_maker_is_known() {
    if constexpr (key_fields<M>.size() != 1) {
        return true;
    } else {
        constexpr std::size_t field = key_fields<M>[0];
        constexpr const member_info& member = members_of<M>[field];
        if (member.kind != member_kind::column || !member.columns[0].integer || field_name<M, field> == "id")
            return true;
        using enum meta_option::kind;
        for (const meta_option::kind maker : {identity, serial, assigned, db_default, generated, view})
            for (const meta_option::fact& option : options_of<M>().facts())
                if (option.kind == maker && (maker == view || option.names(field_name<M, field>))) return true;
        return false;
    }
}

/// The first mistake in the meta of M.
template <class M>
inline constexpr meta_fault fault_of_meta = [] {
    const meta_fault fault = find_meta_fault(options_of<M>().facts(), field_names<M>, members_of<M>);
    if (fault.mistake == meta_mistake::none && !key_maker_is_known<M>())
        return meta_fault{meta_mistake::key_maker_unknown,
                          field_names<M>[key_fields<M>.empty() ? 0 : key_fields<M>[0]]};
    return fault;
}();

/// Whether M is only read.
template <class M>
inline constexpr bool is_view = [] {
    for (const meta_option::fact& option : options_of<M>().facts())
        if (option.kind == meta_option::kind::view) return true;
    return false;
}();

/// Does not compile when M has a mistake; one of the templates behind it shows where.
template <class M>
consteval bool check_model() {
    constexpr bool is_plain_struct = std::is_aggregate_v<M>;
    static_assert(is_plain_struct,
                  "vinyl: this must be a plain struct: public members, no constructors, no virtual functions");
    if constexpr (is_plain_struct) {
        if constexpr (members_are_sound<M>) {
            constexpr meta_fault fault = fault_of_meta<M>;
            return report_meta_fault<M, fix<fault.field.size()>(fault.field), fault.mistake>();
        }
    }
    return false;
}

}  // namespace vinyl::detail
