// Bodies of orm/assignments.hpp.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/codec/decimal.hpp>
#include <vinyl/model/column_cast.hpp>
#include <vinyl/orm/assignments.hpp>

namespace vinyl::detail {

VINYL_DECL void throw_never_null(std::string_view model, std::string_view field) {
    throw usage_error(std::string(model) + ".update(): \"" + std::string(field) +
                      "\" can not be NULL, and the value given to it is an empty std::optional");
}

VINYL_DECL void throw_nothing_to_empty(std::string_view model, std::string_view field) {
    throw usage_error(
        std::string(model) + ".update(): \"" + std::string(field) +
        "\" can not be set to NULL: it shares all of its columns with members that are never NULL; set one of "
        "these");
}

/// Whether a citext column may take both for the same. Letters beyond ASCII only the database can compare.
VINYL_DECL bool same_but_for_case(std::string_view left, std::string_view right) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (!std::ranges::all_of(left, is_ascii) || !std::ranges::all_of(right, is_ascii)) return true;
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(left, right, {}, lower, lower);
}

VINYL_DECL bool says_the_same(const sql::column_info& column, const wire_value& left, const wire_value& right) {
    if (left.null || right.null || left == right) return left.null == right.null;
    using number = codec<decimal>;
    if (number::accepts(left.oid) && number::accepts(right.oid))
        return number::decode(left.bytes, left.oid) == number::decode(right.bytes, right.oid);
    if (left.oid == right.oid && form_of_text(column.cast) == text_form::like_text)
        return same_but_for_case(left.bytes, right.bytes);
    return left.oid != right.oid || !column.cast.empty();
}

/// Whether what is to be stored in a column is known to be the same; for one `field`, to be written in the same way.
VINYL_DECL bool same_value(const set_column& left, const set_column& right) {
    const std::optional<wire_value> one = left.what.as_value(), other = right.what.as_value();
    if (!one || !other) return left.what.empty() && right.what.empty();
    if (one->null || other->null) return one->null && other->null;
    return left.field == right.field ? *one == *other : says_the_same(*left.column, *one, *other);
}

VINYL_DECL void set_columns::add(set_column next) {
    const auto known = std::ranges::find(columns_, next.column, &set_column::column);
    if (known == columns_.end()) return columns_.push_back(std::move(next));
    if (!same_value(*known, next)) {
        const std::string place = std::string(model_) + ".update(): \"" + std::string(next.field) + "\"";
        if (known->field == next.field) throw usage_error(place + " is set twice, to different values; set it once");
        throw usage_error(place + " and \"" + std::string(known->field) + "\" both set the column \"" +
                          std::string(next.column->name) +
                          "\", to different values; set one of them, or both to what agrees");
    }
    if (!known->implied || next.implied) return;
    known->implied = false;
    known->field = next.field;
}

VINYL_DECL bool set_columns::sets(const sql::column_info& column) const noexcept {
    return std::ranges::find(columns_, &column, &set_column::column) != columns_.end();
}

VINYL_DECL void set_columns::require(const sql::column_info& column, const wire_value& held,
                                     std::string_view other) const {
    const auto set = std::ranges::find(columns_, &column, &set_column::column);
    if (set == columns_.end() || held.null || set->what.empty()) return;
    // what an expression gives, only the database knows
    const std::optional<wire_value> value = set->what.as_value();
    if (!value || (!value->null && says_the_same(column, *value, held))) return;
    throw usage_error(std::string(model_) + "." + std::string(set->field) + " shares the column \"" +
                      std::string(column.name) + "\" with \"" + std::string(other) +
                      "\", and the value to set is another than this object holds there; set both");
}

VINYL_DECL std::vector<const sql::column_info*> set_columns::columns() const {
    std::vector<const sql::column_info*> written;
    written.reserve(columns_.size());
    for (const set_column& each : columns_)
        if (!each.implied) written.push_back(each.column);
    return written;
}

VINYL_DECL void set_columns::say(sql::recording& to) const {
    for (const set_column& each : columns_)
        if (!each.implied) to.append(each.what);
}

VINYL_DECL void set_columns::update(sql::recording& rows) const {
    for (const set_column& each : columns_) {
        if (!each.implied || rows.sliced()) continue;  // a slice can not be updated, as is said below
        rows.column({{}, each.column, {}});
        rows.append(each.what);
        rows.compare(sql::lookup::exact);
        rows.filter();
    }
    say(rows);
    rows.update(columns());
}

}  // namespace vinyl::detail
