// What must be cast where a column's SQL type is not the one of its member's C++ type, because meta names it: parameters on
// their way to the column, and its values on their way to the member.
#pragma once

#include <vinyl/codec/oid.hpp>
#include <vinyl/sql/type_name.hpp>

#include <cstdint>
#include <string_view>

namespace vinyl::detail {

struct column_cast {
    bool parameters = false;       ///< Parameters are cast to the column's type.
    std::string_view as_member{};  ///< See sql::column_info for this and the next two.
    bool to_read = false;
    bool always = false;
    std::uint32_t oid = 0;  ///< What the server may take the column's values for in an expression; 0: nobody knows.
};

/// How a type beside std::string behaves.
enum class text_form : unsigned char {
    text,          ///< It is compared with text as it stands.
    like_text,     ///< The codec reads it, and it is text for functions; but it compares in its own way.
    padded,        ///< The codec reads it, and it compares in its own way, but with text, too.
    address,       ///< The codec reads it.
    incomparable,  ///< It has no operators, or none that compare what is in it: its text is compared.
    other          ///< Its binary form may be anything.
};

/// `name` without length, brackets and modifiers.
constexpr text_form form_of_text(std::string_view name) {
    if (const std::size_t schema = name.rfind('.'); schema != name.npos) name.remove_prefix(schema + 1);
    const auto is_one_of = [&](auto... names) { return (sql::same_name(name, names) || ...); };
    if (is_one_of("text", "varchar", "character varying", "name")) return text_form::text;
    if (is_one_of("citext", "\"citext\"")) return text_form::like_text;
    if (is_one_of("bpchar")) return text_form::padded;
    if (is_one_of("inet", "cidr")) return text_form::address;
    if (is_one_of("json", "xml", "jsonpath", "point", "line", "lseg", "box", "path", "polygon", "circle"))
        return text_form::incomparable;
    return text_form::other;
}

/// `oid` and `own`: the codec's type; `base`: that of the column, without modifiers.
constexpr column_cast cast_between(std::uint32_t oid, std::string_view own, std::string_view base) {
    if (sql::same_name(own, base)) return {.oid = oid};
    const bool array = base.ends_with("[]") && own.ends_with("[]");
    const std::string_view name = array ? base.substr(0, base.size() - 2) : base;
    const bool of_json = oid == oid::jsonb || oid == oid::jsonb_array;
    if (of_json && sql::same_name(name, "json"))
        return {.parameters = true, .as_member = array ? "jsonb[]" : "jsonb", .always = true, .oid = oid};
    if (oid == oid::text || oid == oid::text_array) {
        const std::string_view as_text = array ? "text[]" : "text";
        switch (form_of_text(name)) {
            case text_form::text: return {.parameters = array, .oid = oid};
            case text_form::like_text: return {.parameters = true, .oid = oid};
            case text_form::padded: return {.parameters = true};
            case text_form::address: return {.parameters = true, .as_member = as_text};
            case text_form::incomparable: return {.parameters = true, .as_member = as_text, .always = true, .oid = oid};
            case text_form::other: return {.parameters = true, .as_member = as_text, .to_read = true};
        }
    }
    // operators of arrays want both sides to be the same; numbers, dates and their kin know each other
    return {.parameters = array || oid == 0};
}

}  // namespace vinyl::detail
