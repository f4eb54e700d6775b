// Whether a model is sound, checked when it is first used: one error in our own words, with the model and the field in it.
//
// What is wrong is a fact here, which fails nothing; the classes report_... say it. table_of() names the one for the first
// mistake of a model, and those who follow a relation that for its mistake. Whoever builds on a model asks for the facts and
// does nothing when there is a mistake, so that no other error follows: compilers explain those at length.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/base/is_optional.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/model/join_table.hpp>
#include <vinyl/model/key.hpp>
#include <vinyl/model/member.hpp>
#include <vinyl/model/owner.hpp>
#include <vinyl/model/reflection.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl::detail {

// ---- meta

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
    said_twice,
    key_may_be_null,
    not_an_integer,
    key_maker_unknown,
    no_such_ordering,
    not_many_to_many
};

struct meta_fault {
    meta_mistake mistake{};
    std::string_view field;
};

constexpr meta_mistake check_option(const meta_option::fact& option, const member_info& member) {
    using meta_option::kind;
    if (option.kind == kind::join_table || option.kind == kind::asymmetrical)
        return member.many_to_many ? meta_mistake::none : meta_mistake::not_many_to_many;
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
constexpr bool embeds(list_view<const std::string_view> names, std::string_view group) {
    for (const std::string_view name : names)
        if (name.starts_with(group) && name.substr(group.size()).starts_with("__")) return true;
    return false;
}

/// Whether an option before this one says the same kind of thing, of this field if it has fields.
constexpr bool is_said_before(list_view<const meta_option::fact> options, std::size_t at, std::string_view field) {
    using enum meta_option::kind;
    const meta_option::kind what = options[at].kind;
    if (what == unique || what == index || what == index_of_expressions || what == check) return false;
    const bool of_field = options[at].field_count > 0 && what != primary_key && what != ordering;
    for (std::size_t i = 0; i < at; ++i)
        if (options[i].kind == what && (!of_field || options[i].names(field))) return true;
    return false;
}

/// The first mistake in the options, if any.
constexpr meta_fault find_meta_fault(list_view<const meta_option::fact> options,
                                     list_view<const std::string_view> names, list_view<const member_info> members) {
    for (std::size_t at = 0; at < options.size(); ++at) {
        const meta_option::fact& option = options[at];
        // g++ 12 takes reading a field that the option does not name for a modification
        const std::string_view first = option.field_count > 0 ? option.fields[0] : std::string_view();
        if (is_said_before(options, at, first)) return {meta_mistake::said_twice, first};
        if (option.kind == meta_option::kind::ordering) continue;  // paths: checked where they are resolved
        if (option.kind == meta_option::kind::prefix) {
            if (!embeds(names, first)) return {meta_mistake::not_embedded, first};
            continue;
        }
        for (std::size_t i = 0; i < option.field_count; ++i) {
            const std::string_view field = option.fields[i];
            std::size_t index = 0;
            while (index < names.size() && names[index] != field) ++index;
            if (index == names.size()) return {meta_mistake::no_such_field, field};
            if (const meta_mistake mistake = check_option(option, members[index]); mistake != meta_mistake::none)
                return {mistake, field};
            if (is_said_before(options, at, field)) return {meta_mistake::said_twice, field};
        }
    }
    return {};
}

/// The first member whose column another member has already; no_field: there is none. Relations to keys of several columns
/// may share them.
constexpr std::size_t find_shared_column(list_view<const member_info> members,
                                         list_view<const std::string_view> columns) {
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

/// Does not compile: says what is wrong in the meta of M.
template <class M, fixed_string Field, meta_mistake Mistake>
struct report_meta {
    static constexpr bool field_exists = Mistake != meta_mistake::no_such_field;
    static constexpr bool has_column = Mistake != meta_mistake::no_column;
    static constexpr bool is_text = Mistake != meta_mistake::not_text;
    static constexpr bool is_decimal = Mistake != meta_mistake::not_decimal;
    static constexpr bool is_relation = Mistake != meta_mistake::not_a_relation;
    static constexpr bool may_be_null = Mistake != meta_mistake::not_nullable;
    static constexpr bool is_embedded = Mistake != meta_mistake::not_embedded;
    static constexpr bool has_as_many_columns = Mistake != meta_mistake::wrong_number_of_columns;
    static constexpr bool has_its_own_column = Mistake != meta_mistake::same_column;
    static constexpr bool is_said_once = Mistake != meta_mistake::said_twice;
    static constexpr bool key_is_never_null = Mistake != meta_mistake::key_may_be_null;
    static constexpr bool is_integer = Mistake != meta_mistake::not_an_integer;
    static constexpr bool orders_by_a_field = Mistake != meta_mistake::no_such_ordering;
    static constexpr bool key_maker_is_known = Mistake != meta_mistake::key_maker_unknown;
    static constexpr bool is_many_to_many = Mistake != meta_mistake::not_many_to_many;

    static_assert(field_exists, "vinyl: meta names a field that this model does not have");
    static_assert(has_column, "vinyl: meta names a member here that has no column");
    static_assert(is_text, "vinyl: max_length is for text fields only");
    static_assert(is_decimal, "vinyl: precision is for decimal fields only");
    static_assert(is_relation, "vinyl: on_delete is for foreign keys only");
    static_assert(may_be_null,
                  "vinyl: on_delete(..., set_null) needs a key that may be NULL: "
                  "std::optional<vinyl::foreign_key<...>>");
    static_assert(is_embedded, "vinyl: prefix is for members of type vinyl::embedded<...> only");
    static_assert(
        has_as_many_columns,
        "vinyl: column() must name as many columns as the field has: one, or for a relation as many as the key has "
        "that it points at");
    static_assert(has_its_own_column,
                  "vinyl: two members of this model have the same column: name another with column(), or of embedded "
                  "structs with prefix(); only a relation to a key of several columns may share some of them");
    static_assert(is_said_once,
                  "vinyl: meta says this twice; only unique(), index() and check() may stand several times");
    static_assert(key_is_never_null, "vinyl: a primary key is never NULL, so its member must not be std::optional");
    static_assert(is_integer, "vinyl: identity and serial are for integer fields only");
    static_assert(
        key_maker_is_known,
        "vinyl: say in meta who makes this key: identity(\"member\"_f) or serial(\"member\"_f) when the database "
        "numbers it, db_default(\"member\"_f) when it has another default, assigned(\"member\"_f) when the program "
        "does");
    static_assert(is_many_to_many, "vinyl: join_table and asymmetrical are for members of type many_to_many<...> only");
    static_assert(orders_by_a_field, "vinyl: the ordering in this model's meta names no field or relation of it");
};

// ---- members

template <class Model>
inline constexpr bool is_defined = requires { sizeof(Model); };

/// What can be wrong with a member.
enum class member_mistake : unsigned char {
    none,
    no_column_type,
    only_declared,
    no_key_there,
    key_of_other_type,
    no_such_key,
    not_at_this_model,
    of_other_kind,
    twice,
    never_optional,
    through_without_keys,
    symmetrical_reverse,
    join_columns
};

/// Whether the join table of a many_to_many is vinyl's, or its model is defined.
template <class Through>
inline constexpr bool is_defined_through = std::is_void_v<Through> || is_defined<Through>;

/// Whether the many_to_many I of M goes in both directions.
template <class M, std::size_t I>
inline constexpr bool is_symmetrical = [] {
    if (!std::is_same_v<typename field_type<M, I>::target, M>) return false;
    for (const meta_option::fact& option : options_of<M>().facts())
        if (option.kind == meta_option::kind::asymmetrical && option.names(field_names<M>[I])) return false;
    return true;
}();

/// The mistake in the many_to_many I of M, whose type has none.
template <class M, std::size_t I>
consteval member_mistake find_join_mistake() {
    using member = field_type<M, I>;
    using target = typename member::target;
    if constexpr (!is_plain_struct<target> || fault_of_meta<M>.mistake != meta_mistake::none ||
                  fault_of_meta<target>.mistake != meta_mistake::none) {
        return member_mistake::none;
    } else if constexpr (!has_primary_key<M>) {
        return member_mistake::no_key_there;
    } else if constexpr (!std::is_void_v<typename member::through>) {
        if constexpr (!is_plain_struct<typename member::through>) return member_mistake::none;
        else return many_join<M, I>::is_found ? member_mistake::none : member_mistake::through_without_keys;
    } else {
        constexpr std::size_t columns = columns_of_value<primary_key_type<M>>::list.size() +
                                        columns_of_value<primary_key_type<target>>::list.size();
        for (const meta_option::fact& option : options_of<M>().facts())
            if (option.kind == meta_option::kind::join_table && option.names(field_names<M>[I]) &&
                option.column_count != 0 && option.column_count != columns)
                return member_mistake::join_columns;
        return member_mistake::none;
    }
}

/// The mistake in the type of a relation, without optional.
template <class Relation>
consteval member_mistake find_relation_mistake() {
    using member = member_of<Relation>;
    using other = typename member::target;
    if constexpr (!is_defined<other>) {
        return member_mistake::only_declared;
    } else if constexpr (!is_plain_struct<other>) {
        return member_mistake::none;  // the mistake is over there
    } else if constexpr (member::kind == member_kind::forward) {
        if constexpr (fault_of_meta<other>.mistake != meta_mistake::none) return member_mistake::none;
        else if constexpr (!has_primary_key<other>) return member_mistake::no_key_there;
        else if constexpr (!std::is_same_v<typename member::value, primary_key_type<other>>)
            return member_mistake::key_of_other_type;
        else return member_mistake::none;
    } else if constexpr (is_many_to_many<Relation>) {
        if constexpr (!is_defined_through<typename Relation::through>) return member_mistake::only_declared;
        else if constexpr (fault_of_meta<other>.mistake != meta_mistake::none) return member_mistake::none;
        else return has_primary_key<other> ? member_mistake::none : member_mistake::no_key_there;
    } else {
        using owner = owner_of_relation<Relation>;
        if constexpr (!owner::found) {
            return member_mistake::no_such_key;
        } else if constexpr (!owner::is_relation) {
            return member_mistake::not_at_this_model;
        } else if constexpr (!is_defined<typename owner::type>) {
            return member_mistake::none;
        } else {
            constexpr std::size_t times = count_of_type<typename owner::type, Relation>();
            if constexpr (times != 1) return times == 0 ? member_mistake::not_at_this_model : member_mistake::twice;
            else return owner::of_this_kind ? member_mistake::none : member_mistake::of_other_kind;
        }
    }
}

template <class Relation>
inline constexpr member_mistake mistake_of_relation = find_relation_mistake<Relation>();

/// Whether a relation can be followed.
template <class Relation>
inline constexpr bool is_sound_relation = mistake_of_relation<Relation> == member_mistake::none;

/// The type of a member that names its mistakes: of an optional relation the relation.
template <class T>
struct checked_type {
    using type = T;
};
template <class T>
    requires(member_of<T>::kind != member_kind::column)
struct checked_type<std::optional<T>> {
    using type = T;
};
template <class M, std::size_t I>
using checked_member = typename checked_type<field_type<M, I>>::type;

template <class M, std::size_t I>
consteval member_mistake find_member_mistake() {
    using type = checked_member<M, I>;
    using member = member_of<type>;
    if constexpr (is_optional<field_type<M, I>> && std::is_void_v<typename member::value>) {
        return member_mistake::never_optional;
    } else if constexpr (member::kind == member_kind::column) {
        return column_type<typename member::value> ? member_mistake::none : member_mistake::no_column_type;
    } else if constexpr (member::kind == member_kind::origin) {
        return member_mistake::none;
    } else {
        constexpr member_mistake mistake = mistake_of_relation<type>;
        if constexpr (mistake != member_mistake::none || member::kind == member_kind::forward) return mistake;
        else if constexpr (is_many_to_many<type>) return find_join_mistake<M, I>();
        else if constexpr (!is_plain_struct<typename member::target>) return mistake;
        else if constexpr (!std::is_same_v<typename owner_of_relation<type>::type, M>)
            return member_mistake::not_at_this_model;
        else if constexpr (is_reverse_of_many<type>)
            return is_symmetrical<typename member::target, index_of_field<typename member::target>(type::name.view())>
                       ? member_mistake::symmetrical_reverse
                       : mistake;
        else return mistake;
    }
}

struct member_fault {
    member_mistake mistake{};
    std::size_t field = 0;
};

template <class M>
consteval member_fault find_member_fault() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
        member_fault fault;
        static_cast<void>(((fault = {find_member_mistake<M, I>(), I}, fault.mistake != member_mistake::none) || ...));
        return fault;
    }(std::make_index_sequence<field_count<M>>{});
}

/// The first mistake in the members of M.
template <class M>
inline constexpr member_fault fault_of_members = find_member_fault<M>();

/// Does not compile: says what is wrong with a member of this type.
template <class Member, member_mistake Mistake>
struct report_member {
    static constexpr bool is_column_type = Mistake != member_mistake::no_column_type;
    static constexpr bool is_defined = Mistake != member_mistake::only_declared;
    static constexpr bool target_has_key = Mistake != member_mistake::no_key_there;
    static constexpr bool key_is_of_same_type = Mistake != member_mistake::key_of_other_type;
    static constexpr bool names_a_key = Mistake != member_mistake::no_such_key;
    static constexpr bool key_points_here = Mistake != member_mistake::not_at_this_model;
    static constexpr bool is_of_same_kind = Mistake != member_mistake::of_other_kind;
    static constexpr bool is_there_once = Mistake != member_mistake::twice;
    static constexpr bool may_be_optional = Mistake != member_mistake::never_optional;
    static constexpr bool through_has_both_keys = Mistake != member_mistake::through_without_keys;
    static constexpr bool has_a_reverse_side = Mistake != member_mistake::symmetrical_reverse;
    static constexpr bool names_all_columns = Mistake != member_mistake::join_columns;

    static_assert(
        is_column_type,
        "vinyl: this member's type can not be a column: include its header (JSON: vinyl/jsonb.hpp), or specialise "
        "vinyl::codec for it");
    static_assert(is_defined,
                  "vinyl: the model that this relation leads to must be defined (not only declared) before queries "
                  "are made");
    static_assert(target_has_key, "vinyl: this relation points at a model that has no primary key");
    static_assert(key_is_of_same_type,
                  "vinyl: the key of this relation is of another type than the primary key it points at: write "
                  "foreign_key<Model, KeyType>, for a key of several members std::tuple<...>");
    static_assert(names_a_key, "vinyl: the model named in related<> has no foreign key of this name");
    static_assert(key_points_here,
                  "vinyl: the foreign key named in related<> does not point at the model that related<> stands in");
    static_assert(is_of_same_kind,
                  "vinyl: the reverse side of a foreign_key is related<>, that of a one_to_one is related_one<>");
    static_assert(is_there_once, "vinyl: a model must have exactly one member for each reverse side of a relation");
    static_assert(
        through_has_both_keys,
        "vinyl: the model between the two sides of a many_to_many needs one foreign key to each of them (for a "
        "relation of a model to itself two, of which the first is this side's); where there are more, say which: "
        "many_to_many<Model, Through, \"key to this side\", \"key to Model\">");
    static_assert(has_a_reverse_side,
                  "vinyl: a many_to_many of a model to itself is symmetrical, so it has no reverse side; say "
                  "asymmetrical(\"member\"_f) in meta if it goes in one direction only");
    static_assert(names_all_columns,
                  "vinyl: join_table() must name all columns of the table or none: first those with the key of this "
                  "model, then those with the key of the other");
    static_assert(may_be_optional,
                  "vinyl: a reverse side or a vinyl::origin is never std::optional: one of nothing is empty by itself");
};

/// Does not compile: says what is wrong with a relation of this type.
template <class Relation>
using report_relation = report_member<Relation, mistake_of_relation<Relation>>;

// ---- models

/// Whether M's members and meta are sound by themselves.
template <class M>
consteval bool find_own_soundness() {
    if constexpr (!is_plain_struct<M>) return false;
    else if constexpr (fault_of_members<M>.mistake != member_mistake::none) return false;
    else return fault_of_meta<M>.mistake == meta_mistake::none;
}

template <class M>
inline constexpr bool is_sound_by_itself = find_own_soundness<M>();

/// The index of M's first relation to a model that is not; no_field: there is none. M is.
template <class M>
inline constexpr std::size_t relation_to_fault = []<std::size_t... I>(std::index_sequence<I...>) {
    std::size_t found = no_field;
    [[maybe_unused]] const auto look = [&]<std::size_t Field>() {
        using target = typename member_of<field_type<M, Field>>::target;
        if constexpr (!std::is_void_v<target> && !std::is_same_v<target, M>)
            if (found == no_field && !is_sound_by_itself<target>) found = Field;
        if constexpr (is_many_to_many<field_type<M, Field>>)
            if constexpr (!many_join<M, Field>::is_own)
                if (found == no_field && !is_sound_by_itself<typename many_join<M, Field>::through>) found = Field;
    };
    (look.template operator()<I>(), ...);
    return found;
}(std::make_index_sequence<field_count<M>>{});

/// The model with a mistake that the relation I of M leads to.
template <class M, std::size_t I, class Member = field_type<M, I>>
struct model_at_fault {
    using type = typename member_of<Member>::target;
};
template <class M, std::size_t I, class T, class Through, fixed_string Source, fixed_string Goal>
    requires(!std::is_void_v<Through> && is_sound_by_itself<T>)
struct model_at_fault<M, I, many_to_many<T, Through, Source, Goal>> {
    using type = Through;
};

}  // namespace vinyl::detail
