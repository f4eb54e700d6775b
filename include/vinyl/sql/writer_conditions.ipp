// SQL text of comparisons and of combinations of them.
#pragma once

#include <vinyl/sql/writer.hpp>

#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/tree.hpp>
#include <vinyl/sql/year.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace vinyl::sql::detail {

/// A text operator's side: other types are cast, so that 4 can be looked for in a number.
VINYL_DECL void writer::as_text(const expr& e, const visible_tables* at) {
    const column_info* const column = typed_by(*e);
    const bool by_column = column != nullptr && !column->cast.empty();
    if (by_column && column->cast == "inet") {  // its text has a netmask behind it
        text += "HOST(";
        write(e, at);
        text += ')';
        return;
    }
    operand(e, at);
    if (!is_text(by_column ? column->oid : e->oid)) text += "::text";
}

VINYL_DECL void writer::pattern(const node::compare& e, const visible_tables* at) {
    const lookup_traits& how = e.how->traits();
    const bool upper = how.ignores_case;
    const bool open_start = how.pattern != text_pattern::at_start, open_end = how.pattern != text_pattern::at_end;
    if (upper) text += "UPPER(";
    as_text(e.left, at);
    text += upper ? ") LIKE " : " LIKE ";
    const bool ready = is<node::value>(*e.right) && (is_text(e.right->oid) || e.right->oid == 0);
    if (ready) {
        if (upper) text += "UPPER(";
        write(e.right, at);
        if (upper) text += ')';
        return;
    }
    // What the other column holds is text to look for, not a pattern.
    if (open_start) text += "'%' || ";
    text += "REPLACE(REPLACE(REPLACE(";
    if (upper) text += "UPPER(";
    as_text(e.right, at);
    if (upper) text += ')';
    text += ", E'\\\\', E'\\\\\\\\'), '%', E'\\\\%'), '_', E'\\\\_')";
    if (open_end) text += " || '%'";
}

/// A year compared with a value, as bounds that an index on the column can serve. They hold in the time zone of the year's
/// own, in the query's or in the session's.
VINYL_DECL bool writer::year_bounds(const node::compare& e, const visible_tables* at) {
    const bounded_year found = bounded_year_of(e);
    if (found.kind == year_of::none) return false;
    const expr& date = *found.date;
    const node::value& year = *as<node::value>(*e.right);
    const bool in_query_zone = zone != nullptr && *zone && date->oid == timestamptz_oid;
    const expr* const in = found.zone != nullptr ? found.zone : in_query_zone ? zone : nullptr;
    const bool iso = found.kind == year_of::iso_weeks;
    const auto bound = [&](std::string_view relation, bool year_after) {
        operand(date, at);
        text += relation;
        if (in != nullptr) text += '(';
        // Two parameters from one value, and others for the other kind of year: each is known by an address of its own.
        const char* const source = reinterpret_cast<const char*>(&year) + (year_after ? 1 : 2) + (iso ? 2 : 0);
        if (!written_before(source)) {
            parameter(first_day_of(year.wire, year_after, found.kind));
            remember(source);
        }
        if (in == nullptr) return;
        text += "::timestamp AT TIME ZONE ";
        operand(*in, at);
        text += ')';
    };
    switch (e.how->traits().year) {
        case year_bounds::none: return false;
        case year_bounds::within:
            text += '(';
            bound(" >= ", false);
            text += " AND ";
            bound(" < ", true);
            text += ')';
            return true;
        case year_bounds::behind: bound(" >= ", true); return true;
        case year_bounds::from: bound(" >= ", false); return true;
        case year_bounds::before: bound(" < ", false); return true;
        case year_bounds::until: bound(" < ", true); return true;
    }
    return false;
}

/// Two rows are equal when their columns are: said of each, so that the server sees their types and indexes.
VINYL_DECL void writer::equal_rows(const node::row& left, const node::row& right, const visible_tables* at) {
    text += '(';
    for (std::size_t i = 0; i < left.values.size() && i < right.values.size(); ++i) {
        if (i > 0) text += " AND ";
        put(node::compare{&lookup::exact, left.values[i], right.values[i]}, at);
    }
    text += ')';
}

VINYL_DECL void writer::put(const node::compare& e, const visible_tables* at) {
    const lookup_traits& how = e.how->traits();
    if (how.pattern != text_pattern::none) return pattern(e, at);
    if (how.is_equality) {
        const auto* const left = as<node::row>(*e.left);
        const auto* const right = as<node::row>(*e.right);
        if (left != nullptr && right != nullptr) return equal_rows(*left, *right, at);
    }
    if (year_bounds(e, at)) return;
    const auto* const value = as<node::value>(*e.right);
    if (how.is_equality && value != nullptr && value->wire.oid == bool_oid && value->wire.bytes.size() == 1) {
        // No `= true`: an index with WHERE column, or WHERE NOT column, is found only this way.
        if (value->wire.bytes[0] == '\0') text += "NOT ";
        operand(e.left, at);
        return;
    }
    const column_info *left = nullptr, *right = nullptr;
    if (how.sides == sides::alike) {
        left = typed_by(*e.left);
        right = typed_by(*e.right);
    }
    const auto type_for = [](const expr& other, const column_info* of_other, const column_info* own) {
        const bool untyped = is<node::value>(*other) || is<node::null>(*other) || is<node::raw>(*other);
        return untyped ? own : of_other;
    };
    const std::string_view sql = e.how->sql();
    const std::size_t first = sql.find("{}"), second = sql.find("{}", first + 2);
    text += sql.substr(0, first);
    switch (how.sides) {
        case sides::alike: beside(e.left, type_for(e.right, right, left), at); break;
        case sides::as_text:
        case sides::left_text: as_text(e.left, at); break;
        case sides::apart: operand(e.left, at); break;
    }
    text += sql.substr(first + 2, second - first - 2);
    switch (how.sides) {
        case sides::alike: beside(e.right, type_for(e.left, left, right), at); break;
        case sides::as_text: as_text(e.right, at); break;
        case sides::left_text:
        case sides::apart: operand(e.right, at); break;
    }
    text += sql.substr(second + 2);
}

VINYL_DECL void writer::put(const node::in_values& e, const visible_tables* at) {
    operand(e.left, at);
    if (const auto* arrays = as<node::row>(*e.list)) {
        const list_view<const expr> columns = values_of_row(e.left);
        text += " IN (SELECT * FROM UNNEST(";
        for (std::size_t i = 0; i < arrays->values.size(); ++i) {
            if (i > 0) text += ", ";
            members(*arrays->values[i], operand_cast(typed_by(*columns[i])));
        }
        text += "))";
        return;
    }
    text += " = ANY(";
    members(*e.list, operand_cast(typed_by(*e.left)));
    text += ')';
}

VINYL_DECL void writer::put(const node::in_query& e, const visible_tables* at) {
    operand(e.left, at);
    text += " IN ";
    inner(*e.inner, projection::key, at);
}

VINYL_DECL void writer::put(const node::in_range& e, const visible_tables* at) {
    const column_info* const type = typed_by(*e.left);
    operand(e.left, at);
    text += " BETWEEN ";
    beside(e.low, type, at);
    text += " AND ";
    beside(e.high, type, at);
}

VINYL_DECL void writer::put(const node::is_null& e, const visible_tables* at) {
    if (const auto* row = as<node::row>(*e.operand)) return null_test(*row, e.truth, at);
    operand(e.operand, at);
    text += e.truth ? " IS NULL" : " IS NOT NULL";
}

VINYL_DECL void writer::put(const node::is_true& e, const visible_tables* at) { truth(e.operand, " IS TRUE", at); }

VINYL_DECL void writer::put(const node::exists& e, const visible_tables* at) {
    text += "EXISTS";
    inner(*e.inner, e.inner->data().selects_sets() ? projection::rows : projection::one, at);
}

VINYL_DECL void writer::put(const node::combination& e, const visible_tables* at) {
    if (e.how == node::connective::one) return exclusive_or(e.members, at);
    text += '(';
    bool first = true;
    for (const expr& member : e.members) {
        if (!std::exchange(first, false)) text += e.how == node::connective::all ? " AND " : " OR ";
        write(member, at);
    }
    text += ')';
}

VINYL_DECL void writer::put(const node::negation& e, const visible_tables* at) {
    if (const auto* inside = as<node::is_true>(*e.operand)) return truth(inside->operand, " IS NOT TRUE", at);
    text += "NOT ";
    const bool closed = is<node::exists>(*e.operand) || is<node::combination>(*e.operand);
    if (!closed) text += '(';
    write(e.operand, at);
    if (!closed) text += ')';
}

VINYL_DECL void writer::put(const node::condition& e, const visible_tables* at) { write(e.boolean, at); }

VINYL_DECL void writer::put(const node::nothing&, const visible_tables*) { text += "FALSE"; }

VINYL_DECL void writer::put(const node::everything&, const visible_tables*) { text += "TRUE"; }

VINYL_DECL void writer::truth(const expr& condition, std::string_view is, const visible_tables* at) {
    text += '(';
    write(condition, at);
    text += ')';
    text += is;
}

VINYL_DECL void writer::exclusive_or(list_view<const expr> members, const visible_tables* at) {
    const auto member = [&](const expr& condition) {
        text += '(';
        truth(condition, " IS TRUE", at);
        text += ')';
    };
    if (members.size() == 1) return member(members.front());
    text += '(';
    exclusive_or(members.first(members.size() - 1), at);
    text += " <> ";
    member(members.back());
    text += ')';
}

VINYL_DECL void writer::conjunction(const std::vector<expr>& conditions, const visible_tables* at) {
    bool first = true;
    for (const expr& condition : conditions) {
        if (!std::exchange(first, false)) text += " AND ";
        write(condition, at);
    }
}

}  // namespace vinyl::sql::detail
