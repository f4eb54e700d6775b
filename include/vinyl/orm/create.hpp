// The members of a new object, given by name: what create() takes, and what it stores where nothing was given.
#pragma once

#include <vinyl/base/is_optional.hpp>
#include <vinyl/base/type_list.hpp>
#include <vinyl/bind/fields_in.hpp>
#include <vinyl/bind/has_window.hpp>
#include <vinyl/expr/contains_aggregate.hpp>
#include <vinyl/expr/contains_outer.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/orm/assignments.hpp>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl::detail {

[[noreturn]] void throw_out_of_range(const std::string& value, std::string_view type);

/// Sets a member to a value given by keyword.
template <class Member, class V>
void assign_member(Member& member, const V& value) {
    if constexpr (is_literal_text<V>) {
        static_assert(std::assignable_from<Member&, std::string> || std::constructible_from<Member, std::string>,
                      "vinyl: this field can not be set to a text");
        if constexpr (std::assignable_from<Member&, std::string>) member = std::string(value.view());
        else if constexpr (std::constructible_from<Member, std::string>) member = Member(std::string(value.view()));
    } else if constexpr (std::same_as<V, std::nullptr_t> || std::same_as<V, std::nullopt_t>) {
        static_assert(is_optional<Member>,
                      "vinyl: this field can not be NULL; its member would have to be std::optional");
        if constexpr (is_optional<Member>) member.reset();
    } else if constexpr (whole_number<without_optional_t<Member>> && is_optional<V>) {
        static_assert(is_optional<Member>,
                      "vinyl: this field can not be NULL, but the value given to it is std::optional");
        if (value) assign_member(member, *value);
        else member = Member();
    } else if constexpr (whole_number<without_optional_t<Member>>) {
        using number = without_optional_t<Member>;
        static_assert(whole_number<V>, "vinyl: a value of this type can not be stored in a field of integers");
        if constexpr (whole_number<V>) {
            if (!std::in_range<number>(value)) throw_out_of_range(std::to_string(value), codec<number>::sql_type);
            member = static_cast<number>(value);
        }
    } else if constexpr (std::is_assignable_v<Member&, const V&> && !(text_like<Member> && std::is_arithmetic_v<V>)) {
        // a number is no text, though a string takes it for a character
        member = value;
    } else if constexpr (std::is_constructible_v<Member, const V&>) {
        member = Member(value);
    } else {
        constexpr bool fits = is_optional<Member> && std::is_constructible_v<without_optional_t<Member>, const V&>;
        static_assert(fits, "vinyl: a value of this type can not be stored in this field");
        if constexpr (fits) member.emplace(value);
    }
}

/// What the database calculates is none of the object's yet.
template <class M, fixed_string Name, class Operand>
void assign_keyword(M& object, const Operand& operand) {
    using column = assigned_column<M, Name>;
    if constexpr (column::settable && is_constant<Operand>) assign_member(get<column::field>(object), operand.value());
}

// ---- what only the database can calculate

/// A keyword of create() that is given an expression.
template <class Given>
inline constexpr bool is_calculated = false;
template <fixed_string Name, class Operand>
inline constexpr bool is_calculated<keyword<Name, Operand>> = !is_constant<Operand>;

/// The members that the database calculates.
template <class M, class... Given>
inline constexpr field_set fields_calculated = [] {
    field_set fields = 0;
    ((is_calculated<Given> ? fields |= fields_given<M, Given>() : fields), ...);
    return fields;
}();

/// Does not compile when the expression can not be a value of a row that is not there yet.
template <class M, fixed_string Name, class Operand>
struct calculated_column : updated_column<M, Name> {
    using facts = update_facts<M, Name>;
    static constexpr bool is_of_rows = contains_aggregate<Operand> || contains_window<Operand>;  // has a message below
    static constexpr bool reads_no_row =
        is_of_rows || (!contains_outer<Operand> && std::same_as<typename fields_in<Operand>::type, type_list<>>);
    static_assert(reads_no_row,
                  "vinyl: the row that create() makes is not there yet, so the expression can read no field of it; "
                  "calculate with values, or with a subquery");
    static constexpr bool is_alone = [] {
        if constexpr (facts::updatable)
            for (const std::size_t column : field_columns<M, facts::field>)
                if (shared_columns<M>[column]) return false;
        return true;
    }();
    static_assert(is_alone,
                  "vinyl: this field shares its column with others, which must hold the same; create() takes a value "
                  "for it, and no expression");
    static constexpr bool fits = facts::updatable && reads_no_row && is_alone;
};

template <class M, class... Given>
[[nodiscard]] set_columns calculated_columns(const Given&... given) {
    set_columns set(struct_name<M>);
    const auto add = [&]<fixed_string Name, class Operand>(const keyword<Name, Operand>& each) {
        if constexpr (is_calculated<keyword<Name, Operand>>)
            if constexpr (calculated_column<M, Name, Operand>::fits)
                bind_assignment<scope<M>, M, Name>(set, each.operand());
    };
    (add(given), ...);
    return set;
}

// ---- what may be left out

/// Which option of M's meta has the default_value() of the I-th member; as many as there are: none.
template <class M, std::size_t I>
inline constexpr std::size_t default_option = [] {
    constexpr auto options = options_of<M>().facts();
    std::size_t at = 0;
    while (at < options.size() &&
           !(options[at].kind == meta_option::kind::default_value && options[at].names(field_name<M, I>)))
        ++at;
    return at;
}();

/// The members that meta names in default_value().
template <class M>
inline constexpr field_set defaulted_fields = []<std::size_t... I>(std::index_sequence<I...>) {
    return (field_set{0} | ... | (field_set{default_option<M, I> < options_of<M>().facts().size()} << I));
}(std::make_index_sequence<field_count<M>>{});

/// The members that the database numbers or generates, whatever is stored in others.
template <class M>
inline constexpr field_set fields_of_database = [] {
    field_set fields = 0;
    for (std::size_t i = 0; i < field_count<M>; ++i)
        if (!members_of<M>[i].columns.empty() && (column_at_field<M>(i).numbered() || column_at_field<M>(i).generated))
            fields |= field_set{1} << i;
    return fields;
}();

/// The members without which no row can be made: never NULL, and neither the database nor meta has a value for them.
template <class M>
inline constexpr field_set required_fields = [] {
    field_set fields = 0;
    for (std::size_t i = 0; i < field_count<M>; ++i)
        if (!members_of<M>[i].columns.empty() && !members_of<M>[i].nullable &&
            !column_at_field<M>(i).made_by_database())
            fields |= field_set{1} << i;
    return fields & ~defaulted_fields<M>;
}();

/// Sets the I-th member to what default_value() names for it; nothing where it stays what a new object holds.
template <class M, std::size_t I>
void assign_default(field_type<M, I>& member) {
    const auto& option = options_of<M>().template at<default_option<M, I>>();
    if constexpr (requires { option.fallback(); }) assign_member(member, option.fallback());
    else if constexpr (requires { option.fallback; }) assign_member(member, option.fallback);
}

template <field_set Fields, class M, std::size_t... I>
void assign_defaults(M& object, std::index_sequence<I...>) {
    const auto assign = [&]<std::size_t Field>() {
        if constexpr ((Fields >> Field & 1) != 0) assign_default<M, Field>(get<Field>(object));
    };
    (assign.template operator()<I>(), ...);
}

/// The members that create() has a value for.
template <class M, class... Given>
inline constexpr field_set fields_with_value = fields_given<M, Given...>() | defaulted_fields<M>;

/// The members that have no column but one of a relation that was given, which says what is stored there.
template <class M>
[[nodiscard]] constexpr field_set fields_implied(field_set given) {
    field_set implied = 0;
    if constexpr (has_shared_columns<M>)
        for (std::size_t i = 0; i < field_count<M>; ++i) {
            if ((given >> i & 1) != 0 || members_of<M>[i].columns.size() != 1) continue;
            for (std::size_t other = 0; other < field_count<M>; ++other)
                for (std::size_t k = 0; (given >> other & 1) != 0 && k < members_of<M>[other].columns.size(); ++k)
                    if (!members_of<M>[other].nullable && column_of_field<M>(other, k) == column_of_field<M>(i))
                        implied |= field_set{1} << i;
        }
    return implied;
}

/// Does not compile: names the members of M that a create() leaves out.
template <class M, fixed_string... Members>
struct create_leaves_out {
    static constexpr bool nothing = sizeof...(Members) == 0;
    static_assert(nothing,
                  "vinyl: create() leaves out members that are never NULL and have no default: give them a value, make "
                  "them std::optional, or say in meta what is stored instead: default_value() or db_default()");
};

/// Whether keywords name all that a row of M needs, and each field once. Names that are none of M's have their own message.
template <class M, class... Given>
consteval bool names_what_is_needed() {
    constexpr bool known_names = (assigned_facts<M, Given::name>::settable && ...);
    constexpr bool each_once = !known_names || std::popcount(fields_given<M, Given...>()) == sizeof...(Given);
    static_assert(each_once,
                  "vinyl: create() is given one field twice; a related manager gives its foreign key itself");
    constexpr bool defaults_are_stored = (defaulted_fields<M> & fields_of_database<M>) == 0;
    static_assert(defaults_are_stored,
                  "vinyl: default_value() in meta names a field that the database numbers or generates");
    constexpr field_set known = fields_with_value<M, Given...>;
    constexpr field_set missing = required_fields<M> & ~known & ~fields_implied<M>(known);
    if constexpr (missing != 0 && known_names && each_once && defaults_are_stored)
        return []<std::size_t... I>(std::index_sequence<I...>) {
            constexpr auto at = [] {
                std::array<std::size_t, sizeof...(I)> fields{};
                for (std::size_t i = 0, next = 0; i < field_count<M>; ++i)
                    if ((missing >> i & 1) != 0) fields[next++] = i;
                return fields;
            }();
            return create_leaves_out<M, fix<field_name<M, at[I]>.size()>(field_name<M, at[I]>)...>::nothing;
        }(std::make_index_sequence<static_cast<std::size_t>(std::popcount(missing))>{});
    else return true;
}

template <class M, class... Given>
M make_object(const Given&... given) {
    M object{};
    if constexpr ((is_keyword<Given> && ...)) {
        constexpr field_set left_out = defaulted_fields<M> & ~fields_given<M, Given...>();
        if constexpr (left_out != 0) assign_defaults<left_out>(object, std::make_index_sequence<field_count<M>>{});
        (assign_keyword<M, Given::name>(object, given.operand()), ...);
    }
    return object;
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/create.ipp>
#endif
