// SQL text of tables, values and value expressions.
#include <vinyl/sql/writer.hpp>

#include <vinyl/base/error.hpp>
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
inline bool taken(std::string_view name, const scope* at) noexcept {
    for (; at != nullptr; at = at->around) {
        if (at->letter != 0) continue;
        for (alias_index alias = 0; alias < at->joins->size(); ++alias)
            if (at->joins->table(alias).name == name) return true;
    }
    return false;
}

/// Whether the table is called by its own name, not by an alias.
inline bool goes_by_own_name(alias_index alias, const scope& at) noexcept {
    if (at.letter != 0) return false;
    for (alias_index earlier = 0; earlier < alias; ++earlier)
        if (at.joins->table(earlier).name == at.joins->table(alias).name) return false;
    return true;
}

VINYL_DECL void writer::alias(alias_index alias, const scope& at) {
    if (goes_by_own_name(alias, at)) return append_identifier(text, at.joins->table(alias).name);
    text += '"';
    const auto start = text.size();
    text += at.letter != 0 ? at.letter : 'T';
    append_number(text, at.letter != 0 ? alias : alias + 1);
    while (taken(std::string_view(text).substr(start), &at)) text += '_';
    text += '"';
}

VINYL_DECL void writer::column(alias_index of, std::string_view name, const scope& at) {
    alias(of, at);
    text += '.';
    append_identifier(text, name);
}

VINYL_DECL void writer::from(const scope& at) {
    const auto table = [&](alias_index index) {
        append_table(text, at.joins->table(index));
        if (goes_by_own_name(index, at)) return;
        text += ' ';
        alias(index, at);
    };
    text += " FROM ";
    table(0);
    for (alias_index index = 1; index < at.joins->size(); ++index) {
        const join& j = (*at.joins)[index];
        text += j.left ? " LEFT JOIN " : " INNER JOIN ";
        table(index);
        text += " ON (";
        bool first = true;
        for (const column_pair& pair : j.relation->columns) {
            if (!std::exchange(first, false)) text += " AND ";
            column(j.parent, pair.local, at);
            text += " = ";
            column(index, pair.remote, at);
        }
        text += ')';
    }
}

VINYL_DECL void writer::key_columns(const table_info& model, const scope& at, bool as_row) {
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

VINYL_DECL void writer::value(const expression& e, std::string_view type) {
    if (!written_before(&e)) {
        parameter(e.value);
        remember(&e);
    }
    if (type.empty()) type = e.text;
    if (type.empty()) return;
    text += "::";
    text += type;
}

/// What a value beside a column is cast to.
inline std::string_view operand_cast(const column_info* column) noexcept {
    return column != nullptr && column->casts_operands() ? column->cast : std::string_view();
}

VINYL_DECL void writer::parts(const expression& e, std::string_view type) {
    text += "SELECT (";
    value(*e.left, type);
    text += ")[part.first:part.last] FROM unnest(";
    value(*e.right);
    text += ", ";
    value(*e.third);
    text += ") AS part(first, last)";
}

VINYL_DECL void writer::members(const expression& e, std::string_view type) {
    if (e.kind == node::parts) return parts(e, type);
    value(e, type);
    if (!type.empty()) text += "[]";
}

VINYL_DECL void writer::beside(const expr& e, const column_info* column, const scope* at) {
    if (e->kind == node::value) return value(*e, operand_cast(column));
    operand(e, at);
    if (e->kind == node::null || e->kind == node::raw) return;
    const column_info* const own = typed_by(*e);
    const auto differs = [](const column_info* of) {
        return of != nullptr && !of->as_member.empty() && !of->cast_always;
    };
    if (!differs(own) || differs(column)) return;
    text += "::";
    text += own->as_member;
}

VINYL_DECL void writer::choices(const std::vector<expr>& expressions, const scope* at) {
    const column_info* const type = typed_by(expressions);
    bool first = true;
    for (const expr& e : expressions) {
        if (!std::exchange(first, false)) text += ", ";
        beside(e, type, at);
    }
}

VINYL_DECL void writer::to_read(const expr& e, const scope* at) {
    write(e, at);
    const column_info* const column = typed_by(*e);
    if (column == nullptr || !column->cast_to_read) return;
    text += "::";
    text += column->as_member;
}

VINYL_DECL void writer::list(const std::vector<expr>& expressions, const scope* at) {
    bool first = true;
    for (const expr& e : expressions) {
        if (!std::exchange(first, false)) text += ", ";
        write(e, at);
    }
}

VINYL_DECL void writer::order(const std::vector<order_term>& terms, const scope* at) {
    bool first = true;
    for (const order_term& term : terms) {
        if (!std::exchange(first, false)) text += ", ";
        write(term.by, at);
        text += term.descending ? " DESC" : " ASC";
        if (term.nulls == order_term::nulls_order::first) text += " NULLS FIRST";
        if (term.nulls == order_term::nulls_order::last) text += " NULLS LAST";
    }
}

VINYL_DECL void writer::operand(const expr& e, const scope* at) {
    const bool loose = is_condition(*e) && e->kind != node::all_of && e->kind != node::any_of &&
                       e->kind != node::one_of && e->kind != node::exists;
    if (loose) text += '(';
    write(e, at);
    if (loose) text += ')';
}

VINYL_DECL void writer::inner(const expression& e, projection what, const scope* at) {
    const std::string& database = e.inner->data().database;
    if (!database.empty()) {
        if (subquery_database_ != nullptr) require_database(database);
        subquery_database_ = &database;
    }
    text += '(';
    select(*e.inner, what, next_letter(at), at);
    text += ')';
}

VINYL_DECL void writer::require_database(std::string_view alias) const {
    if (alias.empty()) alias = "default";
    if (subquery_database_ == nullptr || *subquery_database_ == alias) return;
    throw usage_error("a subquery asks the database '" + *subquery_database_ + "', but what is around it asks '" +
                      std::string(alias) + "': read the subquery's rows first and give in() their values");
}

VINYL_DECL void writer::extract(const expression& e, const scope* at) {
    const auto part = [&](const char* field) {
        text += "EXTRACT(";
        text += field;
        text += " FROM ";
        write(e.left, at);
        text += ")::integer";
    };
    const auto call = [&](const char* name) {
        text += name;
        text += '(';
        write(e.left, at);
        text += ')';
    };
    switch (static_cast<transform>(e.alias)) {
        case transform::year: part("YEAR"); break;
        case transform::iso_year: part("ISOYEAR"); break;
        case transform::quarter: part("QUARTER"); break;
        case transform::month: part("MONTH"); break;
        case transform::week: part("WEEK"); break;
        case transform::day: part("DAY"); break;
        case transform::iso_week_day: part("ISODOW"); break;
        case transform::hour: part("HOUR"); break;
        case transform::minute: part("MINUTE"); break;
        case transform::week_day:
            // 1 is Sunday.
            text += '(';
            part("DOW");
            text += " + 1)";
            break;
        case transform::second:
            // Whole seconds: the cast to integer would round 5.7 up.
            text += "FLOOR(EXTRACT(SECOND FROM ";
            write(e.left, at);
            text += "))::integer";
            break;
        case transform::date:
            call("");
            text += "::date";
            break;
        case transform::time:
            call("");
            text += "::time";
            break;
        case transform::lower: call("LOWER"); break;
        case transform::upper: call("UPPER"); break;
        case transform::length: call("LENGTH"); break;
    }
}

/// A row as an aggregate's argument: the server takes (NULL, NULL) for something, so it has to be said when a row is none.
VINYL_DECL void writer::counted_row(const expression& e, const scope* at) {
    const std::vector<expr>& parts = e.left->operands;
    const bool never_null = std::none_of(parts.begin(), parts.end(), [](const expr& part) {
        return part->kind != node::resolved || part->where.column->nullable;
    });
    if (never_null && !e.flag) return write(parts.front(), at);  // NULL only where the whole row is missing
    text += "CASE WHEN ";
    null_test(*e.left, false, at);
    text += " THEN ";
    write(e.left, at);
    text += " END";
}

/// A row is NULL, as a relation that leads nowhere, when one of its columns is.
VINYL_DECL void writer::null_test(const expression& row, bool truth, const scope* at) {
    text += '(';
    bool first = true;
    for (const expr& part : row.operands) {
        if (!std::exchange(first, false)) text += truth ? " OR " : " AND ";
        write(part, at);
        text += truth ? " IS NULL" : " IS NOT NULL";
    }
    text += ')';
}

VINYL_DECL void writer::aggregate(const expression& e, const scope* at) {
    if (e.third) text += "COALESCE(";
    text += e.text;
    text += '(';
    if (e.flag) text += "DISTINCT ";
    if (e.left->kind == node::row) counted_row(e, at);
    else write(e.left, at);
    for (const expr& more : e.operands) {
        text += ", ";
        write(more, at);
    }
    if (!e.order.empty()) {
        text += " ORDER BY ";
        order(e.order, at);
    }
    text += ')';
    if (e.right && e.right->kind != node::everything) {
        text += " FILTER (WHERE ";
        write(e.right, at);
        text += ')';
    }
    if (e.third) {
        text += ", ";
        beside(e.third, typed_by(choices_of(e)), at);
        text += ')';
    }
}

VINYL_DECL void writer::window(const expression& e, const scope* at) {
    write(e.left, at);
    text += " OVER (";
    const auto space = [&] {
        if (text.back() != '(') text += ' ';
    };
    if (!e.operands.empty()) {
        text += "PARTITION BY ";
        list(e.operands, at);
    }
    if (!e.order.empty()) {
        space();
        text += "ORDER BY ";
        order(e.order, at);
    }
    if (!e.text.empty()) {
        space();
        text += e.text;
    }
    text += ')';
}

VINYL_DECL void writer::case_when(const expression& e, const scope* at) {
    const column_info* const type = typed_by(choices_of(e));
    const auto otherwise = [&] {
        if (e.left) beside(e.left, type, at);
        else text += "NULL";
    };
    if (!e.text.empty()) text += '(';
    bool branches = false;
    for (std::size_t i = 0; i + 1 < e.operands.size(); i += 2) {
        if (e.operands[i]->kind == node::nothing) continue;
        text += branches ? " WHEN " : "CASE WHEN ";
        branches = true;
        write(e.operands[i], at);
        text += " THEN ";
        beside(e.operands[i + 1], type, at);
    }
    if (branches) text += " ELSE ";
    otherwise();
    if (branches) text += " END";
    if (!e.text.empty()) {
        text += ")::";
        text += e.text;
    }
}

VINYL_DECL void writer::raw(const expression& e, const scope* at) {
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
        case arithmetic_operator::power: return " ^ ";
        case arithmetic_operator::bit_and: return " & ";
        case arithmetic_operator::bit_or: return " | ";
        case arithmetic_operator::bit_xor: return " # ";
        case arithmetic_operator::shift_left: return " << ";
        case arithmetic_operator::shift_right: return " >> ";
        case arithmetic_operator::concatenate: return " || ";
        case arithmetic_operator::json_get: return " -> ";
        case arithmetic_operator::json_get_text: return " ->> ";
        case arithmetic_operator::json_path: return " #> ";
        case arithmetic_operator::json_path_text: return " #>> ";
    }
    return " + ";
}

VINYL_DECL void writer::write(const expr& e, const scope* at) {
    switch (e->kind) {
        case node::resolved: {
            const scope* owner = at;
            for (std::uint32_t i = 0; i < e->depth && owner != nullptr; ++i) owner = owner->around;
            if (owner == nullptr) throw usage_error("an outer column is used where no query stands around");
            column(e->alias, e->where.column->name, *owner);
            if (e->where.column->cast_always) {
                text += "::";
                text += e->where.column->as_member;
            }
            return;
        }
        case node::value: value(*e); return;
        case node::null:
            text += "NULL";
            if (!e->text.empty()) {
                text += "::";
                text += e->text;
            }
            return;
        case node::reference:
            text += "\"__col";
            append_number(text, e->alias);
            text += '"';
            return;
        case node::star: text += '*'; return;
        case node::raw:
            has_raw = true;
            raw(*e, at);
            return;
        case node::arithmetic:
            text += '(';
            operand(e->left, at);
            text += operator_text(e->op);
            operand(e->right, at);
            text += ')';
            return;
        case node::negate:
            text += "(-";
            operand(e->left, at);
            text += ')';
            return;
        case node::function:
            text += e->text;
            text += '(';
            if (choices_of(*e).empty()) list(e->operands, at);
            else choices(e->operands, at);
            text += ')';
            return;
        case node::cast:
            text += '(';
            write(e->left, at);
            text += ")::";
            text += e->text;
            return;
        case node::extract: extract(*e, at); return;
        case node::row:
            text += '(';
            list(e->operands, at);
            text += ')';
            return;
        case node::aggregate: aggregate(*e, at); return;
        case node::window: window(*e, at); return;
        case node::case_when: case_when(*e, at); return;
        case node::parts: parts(*e, {}); return;
        case node::subquery: inner(*e, projection::key, at); return;
        case node::array_subquery:
            text += "ARRAY";
            inner(*e, projection::key, at);
            return;
        case node::exists:
            text += "EXISTS";
            inner(*e, projection::one, at);
            return;
        case node::compare: compare(*e, at); return;
        case node::in_values:
            operand(e->left, at);
            if (e->right->kind == node::row) {
                text += " IN (SELECT * FROM UNNEST(";
                for (std::size_t i = 0; i < e->right->operands.size(); ++i) {
                    if (i > 0) text += ", ";
                    members(*e->right->operands[i], operand_cast(typed_by(*e->left->operands[i])));
                }
                text += "))";
                return;
            }
            text += " = ANY(";
            members(*e->right, operand_cast(typed_by(*e->left)));
            text += ')';
            return;
        case node::in_query:
            operand(e->left, at);
            text += " IN ";
            inner(*e, projection::key, at);
            return;
        case node::in_range:
            operand(e->left, at);
            text += " BETWEEN ";
            beside(e->right, typed_by(*e->left), at);
            text += " AND ";
            beside(e->third, typed_by(*e->left), at);
            return;
        case node::is_null:
            if (e->left->kind == node::row) return null_test(*e->left, e->flag, at);
            operand(e->left, at);
            text += e->flag ? " IS NULL" : " IS NOT NULL";
            return;
        case node::is_true: truth(e->left, " IS TRUE", at); return;
        case node::all_of:
        case node::any_of: {
            text += '(';
            bool first = true;
            for (const expr& member : e->operands) {
                if (!std::exchange(first, false)) text += e->kind == node::all_of ? " AND " : " OR ";
                write(member, at);
            }
            text += ')';
            return;
        }
        case node::one_of: exclusive_or(*e, e->operands.size(), at); return;
        case node::negation: negation(e->left, at); return;
        case node::condition: write(e->left, at); return;
        case node::nothing: text += "FALSE"; return;
        case node::everything: text += "TRUE"; return;
        case node::column:
        case node::annotation: throw usage_error("an expression was written before a query took it in");
        case node::outer: throw usage_error("a reference to an outer query is used where no query stands around");
    }
}

VINYL_DECL void writer::conjunction(const std::vector<expr>& conditions, const scope* at) {
    bool first = true;
    for (const expr& condition : conditions) {
        if (!std::exchange(first, false)) text += " AND ";
        write(condition, at);
    }
}

}  // namespace vinyl::sql::detail
