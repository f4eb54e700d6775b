// Bodies of orm/assignments.hpp.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/orm/assignments.hpp>
#include <vinyl/sql/query_data.hpp>

namespace vinyl::detail {

VINYL_DECL bool is_null(const sql::expression& what) noexcept {
    return what.kind == sql::node::null || (what.kind == sql::node::value && what.value.null);
}

/// Whether both are known to be the same value.
VINYL_DECL bool same_value(const sql::expr& left, const sql::expr& right) {
    if (!left || !right) return left == right;
    if (is_null(*left) || is_null(*right)) return is_null(*left) && is_null(*right);
    return left->kind == sql::node::value && right->kind == sql::node::value && left->value == right->value;
}

VINYL_DECL void set_columns::add(set_column next) {
    const auto known = std::ranges::find(columns_, next.column, &set_column::column);
    if (known == columns_.end()) return columns_.push_back(std::move(next));
    if (!same_value(known->what, next.what)) {
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
    if (set == columns_.end() || held.null || !set->what) return;
    // what an expression gives, only the database knows
    if (!is_null(*set->what) && (set->what->kind != sql::node::value || set->what->value == held)) return;
    throw usage_error(std::string(model_) + "." + std::string(set->field) + " shares the column \"" +
                      std::string(column.name) + "\" with \"" + std::string(other) +
                      "\", and the value to set is another than this object holds there; set both");
}

VINYL_DECL std::vector<sql::assignment> set_columns::assignments() && {
    std::vector<sql::assignment> written;
    written.reserve(columns_.size());
    for (set_column& each : columns_)
        if (!each.implied) written.push_back({each.column, std::move(each.what)});
    return written;
}

VINYL_DECL sql::query set_columns::rows_of(sql::query query) const {
    if (query.data().sliced() || !query.data().operands.empty())
        return query;  // no rows to update, as sql::update says
    for (const set_column& each : columns_) {
        if (!each.implied) continue;
        sql::path where;
        where.column = each.column;
        query.filter(sql::compare(sql::lookup::exact, sql::column(where), each.what));
    }
    return query;
}

}  // namespace vinyl::detail
