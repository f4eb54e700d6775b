// The static checks of a model's meta, in our own words and with the model and the field in the message.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/model/key.hpp>
#include <vinyl/model/member.hpp>
#include <vinyl/model/reflection.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace vinyl::detail {

/// A fixed_string of a text that is known at compile time.
template <std::size_t Size>
consteval fixed_string<Size + 1> fix(std::string_view text) {
    fixed_string<Size + 1> result;
    for (std::size_t i = 0; i < Size; ++i) result.value[i] = text[i];
    return result;
}

enum class meta_mistake : unsigned char { none, no_such_field, no_column, not_text, not_decimal, not_a_relation, not_nullable };

struct meta_fault {
    meta_mistake mistake{};
    std::string_view field;
};

template <class M, fixed_string Field, meta_mistake Mistake>
consteval void report_meta_fault() {
    static_assert(Mistake != meta_mistake::no_such_field, "vinyl: meta names a field that this model does not have");
    static_assert(Mistake != meta_mistake::no_column, "vinyl: meta names a relation here that has no column");
    static_assert(Mistake != meta_mistake::not_text, "vinyl: max_length is for text fields only");
    static_assert(Mistake != meta_mistake::not_decimal, "vinyl: precision is for decimal fields only");
    static_assert(Mistake != meta_mistake::not_a_relation, "vinyl: on_delete is for foreign keys only");
    static_assert(Mistake != meta_mistake::not_nullable,
                  "vinyl: on_delete(..., set_null) needs a key that may be NULL: std::optional<vinyl::foreign_key<...>>");
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
constexpr meta_fault find_meta_fault(std::span<const meta_option::fact> options, std::span<const std::string_view> names,
                                     std::span<const member_info> members) {
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

/// Does not compile when the meta of M has a mistake.
template <class M>
consteval void check_meta() {
    constexpr meta_fault fault = find_meta_fault(options_of<M>().facts(), field_names<M>, members_of<M>);
    report_meta_fault<M, fix<fault.field.size()>(fault.field), fault.mistake>();
}

}  // namespace vinyl::detail
