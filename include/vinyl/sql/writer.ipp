// SQL text of tables, values and value expressions.
#pragma once

#include <vinyl/sql/writer.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/identifier.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace vinyl::sql::detail {

inline void append_number(std::string& text, std::uint64_t number) {
    if (number < 10) {
        text += static_cast<char>('0' + number);
        return;
    }
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    text.append(digits, end);
}

/// Whether a table goes by this name in a query or in one around it.
inline bool taken(std::string_view name, const visible_tables* at) noexcept {
    for (; at != nullptr; at = at->around) {
        if (at->letter != 0) continue;
        for (alias_index alias = 0; alias < at->joins->size(); ++alias)
            if (!at->joins->is_dropped(alias) && at->joins->table(alias).name == name) return true;
    }
    return false;
}

/// Whether the table is called by its own name, not by an alias.
inline bool goes_by_own_name(alias_index alias, const visible_tables& at) noexcept {
    if (at.letter != 0) return false;
    for (alias_index earlier = 0; earlier < alias; ++earlier)
        if (!at.joins->is_dropped(earlier) && at.joins->table(earlier).name == at.joins->table(alias).name)
            return false;
    return true;
}

VINYL_DECL void writer::alias(alias_index alias, const visible_tables& at) {
    if (goes_by_own_name(alias, at)) return append_identifier(text, at.joins->table(alias).name);
    text += '"';
    const auto start = text.size();
    text += at.letter != 0 ? at.letter : 'T';
    append_number(text, at.letter != 0 ? alias : alias + 1);
    while (taken(std::string_view(text).substr(start), &at)) text += '_';
    text += '"';
}

VINYL_DECL void writer::column(alias_index of, std::string_view name, const visible_tables& at) {
    alias(of, at);
    text += '.';
    append_identifier(text, name);
}

VINYL_DECL void writer::from(const visible_tables& at) {
    const auto table = [&](alias_index index) {
        if (!commons.empty()) require_own_name(at.joins->table(index));
        append_table(text, at.joins->table(index));
        if (goes_by_own_name(index, at)) return;
        text += ' ';
        alias(index, at);
    };
    text += " FROM ";
    table(0);
    for (alias_index index = 1; index < at.joins->size(); ++index) {
        const join& j = (*at.joins)[index];
        if (j.dropped) continue;
        text += j.left ? " LEFT JOIN " : " INNER JOIN ";
        table(index);
        text += " ON (";
        bool first = true;
        const auto next = [&] {
            if (!std::exchange(first, false)) text += " AND ";
        };
        for (const column_pair& pair : j.relation->columns) {
            next();
            column(j.parent, pair.local, at);
            text += " = ";
            column(index, pair.remote, at);
        }
        if (const expr more = at.joins->condition(index)) {
            next();
            const auto* const several = as<node::combination>(*more);
            if (several != nullptr && several->how == node::connective::all) conjunction(several->members, &at);
            else write(more, &at);
        }
        text += ')';
    }
}

VINYL_DECL void writer::key_columns(const table_info& model, const visible_tables& at, bool as_row) {
    if (model.keys.empty())
        throw_no_primary_key(model, "a row in a subquery, or changing rows by conditions on others");
    as_row = as_row && model.keys.size() > 1;
    if (as_row) text += '(';
    bool first = true;
    for (const column_info* key : model.keys) {
        if (!std::exchange(first, false)) text += ", ";
        column(0, key->name, at);
    }
    if (as_row) text += ')';
}

VINYL_DECL void writer::parameter(wire_value v) {
    parameters.push_back(std::move(v));
    text += '$';
    append_number(text, parameters.size());
}

VINYL_DECL bool writer::written_before(const void* source) {
    const std::size_t few = std::min(parameters.size(), first_sources_.size());
    std::size_t number = 0;
    for (std::size_t i = 0; i < few && number == 0; ++i)
        if (first_sources_[i] == source) number = i + 1;
    for (std::size_t i = 0; i < sources_.size() && number == 0; ++i)
        if (sources_[i] == source) number = first_sources_.size() + i + 1;
    if (number == 0) return false;
    text += '$';
    append_number(text, number);
    return true;
}

VINYL_DECL void writer::remember(const void* source) {
    const std::size_t number = parameters.size();
    if (number <= first_sources_.size()) {
        first_sources_[number - 1] = source;
    } else {
        sources_.resize(number - first_sources_.size());
        sources_.back() = source;
    }
}

VINYL_DECL void writer::count_parameter(std::uint64_t rows, const void* source) {
    if (written_before(source)) return;
    rows = std::min<std::uint64_t>(rows, INT64_MAX);  // the server's bigint
    std::string bytes(8, '\0');
    for (int i = 7; i >= 0; --i, rows >>= 8) bytes[static_cast<std::size_t>(i)] = static_cast<char>(rows & 0xff);
    parameter({int8_oid, false, std::move(bytes)});
    remember(source);
}

VINYL_DECL void writer::value(const node::value& e, std::string_view type) {
    if (!written_before(&e)) {
        parameter(e.wire);
        remember(&e);
    }
    if (type.empty()) type = e.cast_to;
    if (type.empty()) return;
    text += "::";
    text += type;
}

VINYL_DECL void writer::parts(const node::parts& e, std::string_view type) {
    text += "SELECT (";
    value(*as<node::value>(*e.joined), type);
    text += ")[part.first:part.last] FROM unnest(";
    value(*as<node::value>(*e.first));
    text += ", ";
    value(*as<node::value>(*e.last));
    text += ") AS part(first, last)";
}

VINYL_DECL void writer::members(const expression& e, std::string_view type) {
    if (const auto* kind = as<node::parts>(e)) return parts(*kind, type);
    value(*as<node::value>(e), type);
    if (!type.empty()) text += "[]";
}

VINYL_DECL void writer::beside(const expr& e, const column_info* column, const visible_tables* at) {
    if (const auto* given = as<node::value>(*e)) return value(*given, operand_cast(column));
    operand(e, at);
    if (is<node::null>(*e) || is<node::raw>(*e)) return;
    if (is<node::array_subquery>(*e)) {  // its elements may be of another type than the column's
        const std::string_view type = operand_cast(column);
        if (!type.empty()) text += "::";
        text += type;
        return;
    }
    const column_info* const own = typed_by(*e);
    const auto differs = [](const column_info* of) {
        return of != nullptr && !of->as_member.empty() && !of->cast_always;
    };
    if (!differs(own) || differs(column)) return;
    text += "::";
    text += own->as_member;
}

VINYL_DECL void writer::choices(list_view<const expr> expressions, const visible_tables* at) {
    const column_info* const type = typed_by(expressions);
    bool first = true;
    for (const expr& e : expressions) {
        if (!std::exchange(first, false)) text += ", ";
        beside(e, type, at);
    }
}

VINYL_DECL void writer::to_read(const expr& e, const visible_tables* at) {
    write(e, at);
    const column_info* const column = typed_by(*e);
    if (column == nullptr || !column->cast_to_read) return;
    text += "::";
    text += column->as_member;
}

VINYL_DECL void writer::list(list_view<const expr> expressions, const visible_tables* at) {
    bool first = true;
    for (const expr& e : expressions) {
        if (!std::exchange(first, false)) text += ", ";
        write(e, at);
    }
}

VINYL_DECL void writer::order_key(const expr& e, const visible_tables* at) {
    write(e, at);
    // of a bare constant the server would say that it is no column's position
    if (is<node::everything>(*e) || is<node::nothing>(*e)) text += "::boolean";
}

VINYL_DECL void writer::order(const std::vector<order_term>& terms, const visible_tables* at) {
    bool first = true;
    for (const order_term& term : terms) {
        if (!std::exchange(first, false)) text += ", ";
        order_key(term.by, at);
        text += term.descending ? " DESC" : " ASC";
        if (term.nulls == order_term::nulls_order::first) text += " NULLS FIRST";
        if (term.nulls == order_term::nulls_order::last) text += " NULLS LAST";
    }
}

VINYL_DECL void writer::operand(const expr& e, const visible_tables* at) {
    const bool loose = e->is_condition && !is<node::combination>(*e) && !is<node::exists>(*e);
    if (loose) text += '(';
    write(e, at);
    if (loose) text += ')';
}

VINYL_DECL void writer::inner(const query& q, projection what, const visible_tables* at) {
    text += '(';
    select(q, what, next_letter(at), at);
    text += ')';
}

VINYL_DECL void writer::write(const expr& e, const visible_tables* at) {
    visit<void>(*e, [&](const auto& kind) { put(kind, at); });
}

VINYL_DECL void writer::call(const function_info& called, list_view<const expr> arguments, const visible_tables* at) {
    std::string_view sql = called.sql();
    if (called.places() == 0) {
        text += sql;
        text += '(';
        if (called.traits().gives_one_of_them) choices(arguments, at);
        else list(arguments, at);
        text += ')';
        return;
    }
    bool first = true;
    for (const expr& argument : arguments) {
        const std::size_t place = sql.find("{}");
        text += sql.substr(0, place);
        if (std::exchange(first, false)) in_zone(called, argument, at);
        else write(argument, at);
        sql.remove_prefix(place + 2);
    }
    text += sql;
}

VINYL_DECL void writer::in_zone(const function_info& called, const expr& argument, const visible_tables* at) {
    const zone_use use = called.traits().zone;
    const bool has_zone = zone != nullptr && *zone && argument->oid == timestamptz_oid;
    if (!has_zone || (use != zone_use::looks && use != zone_use::takes)) return write(argument, at);
    if (use == zone_use::looks) text += '(';
    operand(argument, at);
    text += use == zone_use::looks ? " AT TIME ZONE " : ", ";
    value(*as<node::value>(**zone));
    if (use == zone_use::looks) text += ')';
}

VINYL_DECL void writer::put(const node::extract& e, const visible_tables* at) {
    call(e.part->called, list_view(&e.operand, 1), at);
}

VINYL_DECL void writer::counted_row(const expr& row, bool distinct, const visible_tables* at) {
    const list_view<const expr> values = values_of_row(row);
    const bool never_null = std::none_of(values.begin(), values.end(), [](const expr& value) {
        const auto* const column = as<node::resolved>(*value);
        return column == nullptr || column->column->nullable;
    });
    if (never_null && !distinct) return write(values.front(), at);  // NULL only where the whole row is missing
    text += "CASE WHEN ";
    null_test(*as<node::row>(*row), false, at);
    text += " THEN ";
    write(row, at);
    text += " END";
}

VINYL_DECL void writer::null_test(const node::row& row, bool truth, const visible_tables* at) {
    text += '(';
    bool first = true;
    for (const expr& value : row.values) {
        if (!std::exchange(first, false)) text += truth ? " OR " : " AND ";
        write(value, at);
        text += truth ? " IS NULL" : " IS NOT NULL";
    }
    text += ')';
}

VINYL_DECL void writer::put(const node::aggregate& e, const visible_tables* at) {
    if (e.otherwise) text += "COALESCE(";
    call(e, at);
    if (e.otherwise) otherwise(e, at);
}

VINYL_DECL void writer::otherwise(const node::aggregate& e, const visible_tables* at) {
    text += ", ";
    beside(e.otherwise, typed_by(e), at);
    text += ')';
}

VINYL_DECL void writer::call(const node::aggregate& e, const visible_tables* at) {
    text += e.called.name();
    text += '(';
    if (e.distinct) text += "DISTINCT ";
    if (is<node::row>(*e.argument)) counted_row(e.argument, e.distinct, at);
    else write(e.argument, at);
    for (const expr& more : e.more_arguments) {
        text += ", ";
        write(more, at);
    }
    if (!e.order.empty()) {
        text += " ORDER BY ";
        order(e.order, at);
    }
    text += ')';
    if (e.filter && !is<node::everything>(*e.filter)) {
        text += " FILTER (WHERE ";
        write(e.filter, at);
        text += ')';
    }
}

VINYL_DECL void writer::frame_bound(frame_place place, const expr& offset, const visible_tables* at) {
    if (has_offset(place)) {
        write(offset, at);
        text += ' ';
    }
    switch (place) {
        case frame_place::unbounded_preceding: text += "UNBOUNDED PRECEDING"; return;
        case frame_place::preceding: text += "PRECEDING"; return;
        case frame_place::current_row: text += "CURRENT ROW"; return;
        case frame_place::following: text += "FOLLOWING"; return;
        case frame_place::unbounded_following: text += "UNBOUNDED FOLLOWING"; return;
    }
}

VINYL_DECL void writer::put(const node::window& e, const visible_tables* at) {
    const auto* const aggregate = as<node::aggregate>(*e.computed);
    const bool may_be_otherwise = aggregate != nullptr && aggregate->otherwise;
    if (may_be_otherwise) text += "COALESCE(";
    if (aggregate != nullptr) call(*aggregate, at);
    else write(e.computed, at);
    text += " OVER (";
    const auto space = [&] {
        if (text.back() != '(') text += ' ';
    };
    if (!e.partition_by.empty()) {
        text += "PARTITION BY ";
        list(e.partition_by, at);
    }
    if (!e.order.empty()) {
        space();
        text += "ORDER BY ";
        order(e.order, at);
    }
    if (e.frame.unit != frame_unit::none) {
        space();
        text += e.frame.unit == frame_unit::rows    ? "ROWS BETWEEN "
                : e.frame.unit == frame_unit::range ? "RANGE BETWEEN "
                                                    : "GROUPS BETWEEN ";
        frame_bound(e.frame.start, e.frame_start, at);
        text += " AND ";
        frame_bound(e.frame.end, e.frame_end, at);
        switch (e.frame.exclusion) {
            case frame_exclusion::none: break;
            case frame_exclusion::current_row: text += " EXCLUDE CURRENT ROW"; break;
            case frame_exclusion::group: text += " EXCLUDE GROUP"; break;
            case frame_exclusion::ties: text += " EXCLUDE TIES"; break;
        }
    }
    text += ')';
    if (may_be_otherwise) otherwise(*aggregate, at);
}

VINYL_DECL void writer::put(const node::case_when& e, const visible_tables* at) {
    const column_info* const type = typed_by(e);
    if (!e.type.empty()) text += '(';
    bool branches = false;
    for (const node::case_when::branch& branch : e.branches) {
        if (is<node::nothing>(*branch.condition)) continue;
        text += branches ? " WHEN " : "CASE WHEN ";
        branches = true;
        write(branch.condition, at);
        text += " THEN ";
        beside(branch.then, type, at);
    }
    if (branches) text += " ELSE ";
    if (e.otherwise) beside(e.otherwise, type, at);
    else text += "NULL";
    if (branches) text += " END";
    if (!e.type.empty()) {
        text += ")::";
        text += e.type;
    }
}

VINYL_DECL void writer::put(const node::raw& e, const visible_tables* at) {
    has_raw = true;
    text += '(';
    for (std::size_t i = 0; i < e.pieces.size(); ++i) {
        text += e.pieces[i];
        if (i < e.operands.size()) write(e.operands[i], at);
    }
    text += ')';
}

inline std::string_view operator_text(arithmetic_operator op) noexcept {
    switch (op) {
        case arithmetic_operator::add: return " + ";
        case arithmetic_operator::subtract: return " - ";
        case arithmetic_operator::multiply: return " * ";
        case arithmetic_operator::divide: return " / ";
        case arithmetic_operator::modulo: return " % ";
        case arithmetic_operator::bit_and: return " & ";
        case arithmetic_operator::bit_or: return " | ";
        case arithmetic_operator::bit_xor: return " # ";
        case arithmetic_operator::shift_left: return " << ";
        case arithmetic_operator::shift_right: return " >> ";
    }
    return " + ";
}

VINYL_DECL void writer::put(const node::column&, const visible_tables*) {
    throw usage_error("an expression was written before a query took it in");
}

VINYL_DECL void writer::put(const node::annotation&, const visible_tables*) {
    throw usage_error("an expression was written before a query took it in");
}

VINYL_DECL void writer::put(const node::outer_column&, const visible_tables*) {
    throw usage_error("a reference to an outer query is used where no query stands around");
}

VINYL_DECL void writer::put(const node::outer_name&, const visible_tables*) {
    throw usage_error("a reference to an outer query is used where no query stands around");
}

VINYL_DECL void writer::put(const node::resolved& e, const visible_tables* at) {
    const visible_tables* owner = at;
    for (std::uint32_t i = 0; i < e.depth && owner != nullptr; ++i) owner = owner->around;
    if (owner == nullptr) throw usage_error("an outer column is used where no query stands around");
    column(e.alias, e.column->name, *owner);
    if (e.column->cast_always) {
        text += "::";
        text += e.column->as_member;
    }
}

VINYL_DECL void writer::put(const node::value& e, const visible_tables*) { value(e); }

VINYL_DECL void writer::put(const node::null& e, const visible_tables*) {
    text += "NULL";
    if (e.type.empty()) return;
    text += "::";
    text += e.type;
}

VINYL_DECL void writer::put(const node::reference& e, const visible_tables*) {
    text += e.is_group_key ? "\"group_keys\".\"__key" : "\"__col";
    append_number(text, e.position);
    text += '"';
    if (e.was_read && e.column != nullptr && e.column->cast_to_read) text.append("::").append(e.column->cast);
}

VINYL_DECL void writer::put(const node::star&, const visible_tables*) { text += '*'; }

VINYL_DECL void writer::put(const node::arithmetic& e, const visible_tables* at) {
    text += '(';
    operand(e.left, at);
    text += operator_text(e.op);
    operand(e.right, at);
    text += ')';
}

VINYL_DECL void writer::put(const node::negate& e, const visible_tables* at) {
    text += "(-";
    operand(e.operand, at);
    text += ')';
}

VINYL_DECL void writer::put(const node::function& e, const visible_tables* at) { call(e.called, e.arguments, at); }

VINYL_DECL void writer::put(const node::cast& e, const visible_tables* at) {
    text += '(';
    write(e.operand, at);
    text += ")::";
    text += e.type;
}

VINYL_DECL void writer::put(const node::row& e, const visible_tables* at) {
    text += '(';
    list(e.values, at);
    text += ')';
}

VINYL_DECL void writer::put(const node::parts& e, const visible_tables*) { parts(e, {}); }

VINYL_DECL void writer::put(const node::subquery& e, const visible_tables* at) { inner(*e.inner, projection::key, at); }

VINYL_DECL void writer::put(const node::array_subquery& e, const visible_tables* at) {
    text += "ARRAY";
    inner(*e.inner, projection::key, at);
}

}  // namespace vinyl::sql::detail
