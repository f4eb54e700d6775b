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
    return result;
}

enum class meta_mistake : unsigned char {
    none,
    no_such_field,
    no_column,
    not_text,
    not_decimal,
    not_a_relation,
    not_nullable
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
    return Mistake == meta_mistake::none;
}

constexpr meta_mistake check_option(const meta_option::fact& option, const member_info& member) {
    using meta_option::kind;
    const bool array = member.type.ends_with("[]");
    const std::string_view element = member.type.substr(0, member.type.size() - (array ? 2 : 0));
    if (member.kind == member_kind::reverse) return meta_mistake::no_column;
    if (option.kind == kind::max_length && element != "text") return meta_mistake::not_text;
    if (option.kind == kind::precision && element != "numeric") return meta_mistake::not_decimal;
    if (option.kind == kind::on_delete && member.kind != member_kind::forward) return meta_mistake::not_a_relation;
    if (option.kind == kind::on_delete && option.rule == delete_rule::set_null && !member.nullable)
        return meta_mistake::not_nullable;
    return meta_mistake::none;
}

/// The first mistake in the options, if any.
constexpr meta_fault find_meta_fault(std::span<const meta_option::fact> options,
                                     std::span<const std::string_view> names, std::span<const member_info> members) {
    for (const meta_option::fact& option : options) {
        if (option.kind == meta_option::kind::ordering) continue;  // paths: checked where they are resolved
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

template <class Key, class Target>
consteval bool fits_key() {
    if constexpr (is_defined<Target>) {
        using other = primary_key_type<Target>;
        return std::is_same_v<Key, other> || (std::is_integral_v<Key> && std::is_integral_v<other>);
    } else {
        return true;  // an error already
    }
}

template <class M, std::size_t I>
struct check_member<M, I, member_kind::forward> {
    using member = member_of<field_type<M, I>>;
    static constexpr bool is_defined = detail::is_defined<typename member::target>;
    static constexpr bool same_type = fits_key<typename member::value, typename member::target>();
    static constexpr bool value = is_defined && same_type;
    static_assert(is_defined,
                  "vinyl: the model that this relation leads to must be defined (not only declared) before queries "
                  "are made");
    static_assert(same_type,
                  "vinyl: the key of this relation is of another type than the primary key it points at: write "
                  "foreign_key<Model, KeyType>");
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

template <class M, class Indices = std::make_index_sequence<field_count<M>>>
inline constexpr bool members_are_sound = false;

template <class M, std::size_t... I>
inline constexpr bool members_are_sound<M, std::index_sequence<I...>> = (check_member<M, I>::value && ...);

/// The first mistake in the meta of M.
template <class M>
inline constexpr meta_fault fault_of_meta = find_meta_fault(options_of<M>().facts(), field_names<M>, members_of<M>);

/// Does not compile when M has a mistake; one of the templates behind it shows where.
template <class M>
consteval bool check_model() {
    constexpr bool is_plain_struct = std::is_aggregate_v<M>;
    static_assert(is_plain_struct,
                  "vinyl: this must be a plain struct: public members, no constructors, no virtual functions");
    if constexpr (is_plain_struct) {
        constexpr bool has_key = index_of_field<M>(name_of_key<M>()) != no_field;
        static_assert(has_key,
                      "vinyl: this model has no primary key: give it a member `std::int64_t id{};`, or name another "
                      "in meta with primary_key(\"member\"_f)");
        if constexpr (has_key && members_are_sound<M>) {
            constexpr meta_fault fault = fault_of_meta<M>;
            return report_meta_fault<M, fix<fault.field.size()>(fault.field), fault.mistake>();
        }
    }
    return false;
}

}  // namespace vinyl::detail
