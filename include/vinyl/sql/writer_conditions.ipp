// SQL text of comparisons and of NOT and XOR.
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

inline std::string_view lookup_text(lookup how) noexcept {
    switch (how) {
        case lookup::gt: return " > ";
        case lookup::gte: return " >= ";
        case lookup::lt: return " < ";
        case lookup::lte: return " <= ";
        case lookup::regex: return " ~ ";
        case lookup::iregex: return " ~* ";
        case lookup::distinct_from: return " IS DISTINCT FROM ";
        case lookup::not_distinct_from: return " IS NOT DISTINCT FROM ";
        case lookup::array_contains: return " @> ";
        case lookup::contained_by: return " <@ ";
        case lookup::overlap: return " && ";
        case lookup::has_key: return " ? ";
        case lookup::has_any_keys: return " ?| ";
        case lookup::has_keys: return " ?& ";
        case lookup::strictly_left: return " << ";
        case lookup::strictly_right: return " >> ";
        case lookup::adjacent: return " -|- ";
        case lookup::matches: return " @@ ";
        case lookup::similar: return " % ";
        default: return " = ";
    }
}

/// Whether both sides are of one type: a lookup that asks for a key or a pattern has a text on its right.
inline bool compares_alike(lookup how) noexcept {
    switch (how) {
        case lookup::exact:
        case lookup::gt:
        case lookup::gte:
        case lookup::lt:
        case lookup::lte:
        case lookup::distinct_from:
        case lookup::not_distinct_from:
        case lookup::array_contains:
        case lookup::contained_by:
        case lookup::overlap: return true;
        default: return false;
    }
}

/// Case-insensitive forms compare what UPPER gives of both sides.
inline bool ignores_case(lookup how) noexcept {
    return how == lookup::iexact || how == lookup::icontains || how == lookup::istartswith || how == lookup::iendswith;
}

/// A text operator's side: other types are cast, so that 4 can be looked for in a number.
VINYL_DECL void writer::as_text(const expr& e, const scope* at) {
    operand(e, at);
    const column_info* const column = typed_by(*e);
    const bool by_column = column != nullptr && !column->cast.empty();
    if (!is_text(by_column ? column->oid : e->oid)) text += "::text";
}

VINYL_DECL void writer::pattern(const expression& e, const scope* at) {
    const bool upper = ignores_case(e.lookup);
    const bool open_start = e.lookup != lookup::startswith && e.lookup != lookup::istartswith;
    const bool open_end = e.lookup != lookup::endswith && e.lookup != lookup::iendswith;
    if (upper) text += "UPPER(";
    as_text(e.left, at);
    text += upper ? ") LIKE " : " LIKE ";
    const bool ready = e.right->kind == node::value && (is_text(e.right->oid) || e.right->oid == 0);
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

/// A year compared with a value, as bounds that an index on the column can serve. They hold in the session's time zone.
VINYL_DECL bool writer::year_bounds(const expression& e, const scope* at) {
    if (!is_bound_by_years(e)) return false;
    const auto bound = [&](std::string_view relation, bool year_after) {
        operand(e.left->left, at);
        text += relation;
        // Two parameters from one value: each is known by an address of its own.
        const void* const source = year_after ? static_cast<const void*>(&e.right->value) : &e.right->oid;
        if (written_before(source)) return;
        parameter(first_day_of(e.right->value, year_after));
        remember(source);
    };
    switch (e.lookup) {
        case lookup::exact:
            text += '(';
            bound(" >= ", false);
            text += " AND ";
            bound(" < ", true);
            text += ')';
            return true;
        case lookup::gt: bound(" >= ", true); return true;
        case lookup::gte: bound(" >= ", false); return true;
        case lookup::lt: bound(" < ", false); return true;
        case lookup::lte: bound(" < ", true); return true;
        default: return false;
    }
}

/// Two rows are equal when their columns are: said of each, so that the server sees their types and indexes.
VINYL_DECL void writer::equal_rows(const expression& e, const scope* at) {
    text += '(';
    for (std::size_t i = 0; i < e.left->operands.size() && i < e.right->operands.size(); ++i) {
        if (i > 0) text += " AND ";
        expression part;
        part.kind = node::compare;
        part.left = e.left->operands[i];
        part.right = e.right->operands[i];
        compare(part, at);
    }
    text += ')';
}

VINYL_DECL void writer::compare(const expression& e, const scope* at) {
    if (is_pattern(e.lookup)) return pattern(e, at);
    if (e.lookup == lookup::exact && e.left->kind == node::row && e.right->kind == node::row) return equal_rows(e, at);
    if (year_bounds(e, at)) return;
    if (e.lookup == lookup::iexact) {
        text += "UPPER(";
        as_text(e.left, at);
        text += ") = UPPER(";
        as_text(e.right, at);
        text += ')';
        return;
    }
    if (e.lookup == lookup::exact && e.right->kind == node::value && e.right->value.oid == bool_oid &&
        e.right->value.bytes.size() == 1) {
        // No `= true`: an index with WHERE column, or WHERE NOT column, is found only this way.
        if (e.right->value.bytes[0] == '\0') text += "NOT ";
        operand(e.left, at);
        return;
    }
    if (compares_alike(e.lookup)) {
        const column_info* const left = typed_by(*e.left);
        const column_info* const right = typed_by(*e.right);
        const auto type_for = [](const expr& other, const column_info* of_other, const column_info* own) {
            return other->kind == node::value || other->kind == node::null || other->kind == node::raw ? own : of_other;
        };
        beside(e.left, type_for(e.right, right, left), at);
        text += lookup_text(e.lookup);
        return beside(e.right, type_for(e.left, left, right), at);
    }
    if (e.lookup == lookup::regex || e.lookup == lookup::iregex) as_text(e.left, at);
    else operand(e.left, at);
    text += lookup_text(e.lookup);
    operand(e.right, at);
}

VINYL_DECL void writer::truth(const expr& condition, std::string_view is, const scope* at) {
    text += '(';
    write(condition, at);
    text += ')';
    text += is;
}

VINYL_DECL void writer::negation(const expr& inside, const scope* at) {
    if (inside->kind == node::is_true) return truth(inside->left, " IS NOT TRUE", at);
    text += "NOT ";
    const bool closed = inside->kind == node::exists || inside->kind == node::all_of || inside->kind == node::any_of ||
                        inside->kind == node::one_of;
    if (!closed) text += '(';
    write(inside, at);
    if (!closed) text += ')';
}

/// True for an odd number of members; NULL counts as false.
VINYL_DECL void writer::exclusive_or(const expression& e, std::size_t count, const scope* at) {
    const auto member = [&](const expr& condition) {
        text += '(';
        truth(condition, " IS TRUE", at);
        text += ')';
    };
    if (count == 1) return member(e.operands.front());
    text += '(';
    exclusive_or(e, count - 1, at);
    text += " <> ";
    member(e.operands[count - 1]);
    text += ')';
}

}  // namespace vinyl::sql::detail
