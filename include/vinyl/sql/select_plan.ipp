// Order, groups and extra columns of a SELECT.
#pragma once

#include <vinyl/sql/select_plan.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/resolver.hpp>
#include <vinyl/sql/tree.hpp>

#include <utility>

namespace vinyl::sql::detail {

VINYL_DECL order_term flipped(order_term term) {
    using nulls_order = order_term::nulls_order;
    term.descending = !term.descending;
    if (term.nulls == nulls_order::first) term.nulls = nulls_order::last;
    else if (term.nulls == nulls_order::last) term.nulls = nulls_order::first;
    return term;
}

VINYL_DECL select_plan::select_plan(const query& q, projection wanted)
    : data(q.data()), what(wanted), joins(data.joins) {
    for (const expr& condition : data.where) having = having || condition->has_aggregate;
    const resolver names{data, joins};
    if (!data.distinct_on.empty())
        for (const expr& field : data.distinct_on) distinct_on.push_back(names(field));
    const bool key_in_order = data.sliced() || data.makes_array || !distinct_on.empty();
    if (what == projection::rows || (what == projection::key && key_in_order)) add_order();
    else if (what == projection::one && data.sliced()) add_rows_of_order();
    // The server compares both by their text, so equal values have to be one parameter.
    for (expr& field : distinct_on)
        for (const order_term& term : order)
            if (alike(term.by, field)) field = term.by;
    if (what == projection::rows)
        for (const step_list steps : data.related) related.push_back(joins.follow(0, steps, nullptr, nullptr));
    if (data.distinct && distinct_on.empty() && what != projection::one)
        for (const order_term& term : order)
            if (!selects(term.by)) extras.push_back(term.by);
    if (data.group != grouping::none || having) add_groups();
    if (what == projection::one) order.clear();
}

VINYL_DECL expr select_plan::single_column() const {
    if (!data.values_mode) return {};
    if (data.values.size() != 1)
        throw usage_error("a subquery must give one column: values(...) names " + std::to_string(data.values.size()));
    return data.values.front().what;
}

VINYL_DECL bool cast_to_read(const expression& e) {
    const column_info* const column = typed_by(e);
    return column != nullptr && column->cast_to_read;
}

VINYL_DECL std::size_t select_plan::position(const expr& e) const {
    if (what != projection::rows || is<node::resolved>(*e) || cast_to_read(*e)) return 0;
    std::size_t at = 0;
    if (data.values_mode) {
        for (const named_expression& column : data.values) {
            ++at;
            if (same(column.what, e)) return at;
        }
        return 0;
    }
    each_loaded_column(data, {}, *data.model, [&](const column_info&) { ++at; });
    for (const auto& entry : data.annotations) {
        if (!entry.selected) continue;
        ++at;
        if (same(entry.what, e)) return at;
    }
    return 0;
}

VINYL_DECL bool select_plan::selects(const expr& e) const {
    if (position(e) != 0) return true;
    if (what == projection::rows && cast_to_read(*e)) return false;
    if (data.values_mode)
        return std::any_of(data.values.begin(), data.values.end(),
                           [&](const named_expression& column) { return same(column.what, e); });
    const auto* const wanted = as<node::resolved>(*e);
    if (wanted == nullptr || wanted->depth != 0) return false;
    if (what == projection::key) return wanted->alias == 0 && data.model->is_key(*wanted->column);
    bool found = false;
    const auto look = [&](alias_index alias, step_list steps) {
        if (alias != wanted->alias) return;
        each_loaded_column(data, steps, joins.table(alias),
                           [&](const column_info& column) { found = found || &column == wanted->column; });
    };
    look(0, {});
    for (std::size_t i = 0; i < related.size(); ++i) look(related[i], data.related[i]);
    return found;
}

// ----------------------------------------------------------------------------------------------------------- order

VINYL_DECL void select_plan::add_order(const path& where, bool descending, order_term::nulls_order nulls, int depth) {
    const resolver names{data, joins};
    const bool relation = where.column == nullptr && !where.steps.empty();
    const table_info* target = relation ? &where.steps.back()->target() : nullptr;
    // Ordering by a relation is ordering by what its model is ordered by; circles end at the key.
    if (!relation || depth > 3 || target->ordering == nullptr || target->ordering().empty()) {
        const expr by = names.column(where);
        for (const expr& part : values_of_row(by)) order.push_back({part, descending, nulls});
        return;
    }
    for (const path_order& term : target->ordering()) {
        std::vector<const relation_info*> steps(where.steps.begin(), where.steps.end());
        steps.insert(steps.end(), term.by.steps.begin(), term.by.steps.end());
        add_order(path{steps, term.by.column, term.by.transforms}, descending != term.descending, nulls, depth + 1);
    }
}

VINYL_DECL expr select_plan::selected_as(const expr& by) const {
    const auto* const path = as<node::column>(*by);
    if (!data.values_mode || path == nullptr) return {};
    const std::string name = written_out(path->where);
    for (const named_expression& column : data.values)
        if (column.name == name) return column.what;
    return {};
}

VINYL_DECL void select_plan::add_order() {
    if (!data.explicit_order) {
        if (data.group == grouping::none && data.model->ordering != nullptr)
            for (const path_order& term : data.model->ordering())
                add_order(term.by, term.descending, order_term::nulls_order::unspecified, 0);
    } else {
        const resolver names{data, joins};
        for (const order_term& term : data.order) {
            if (const expr selected = selected_as(term.by)) order.push_back({selected, term.descending, term.nulls});
            else if (const auto* path = as<node::column>(*term.by))
                add_order(path->where, term.descending, term.nulls, 0);
            else order.push_back({names(term.by), term.descending, term.nulls});
        }
    }
    if (data.reversed)
        for (order_term& term : order) term = flipped(term);
}

VINYL_DECL void select_plan::add_rows_of_order() {
    const join_list before = joins;
    add_order();
    bool more_rows = having || data.group != grouping::none;
    for (alias_index alias = before.size(); alias < joins.size(); ++alias)
        more_rows = more_rows || joins[alias].relation->many();
    if (!more_rows) joins = before;
}

// ---------------------------------------------------------------------------------------------------------- groups

/// The value may differ from row to row.
inline bool varies(const expr& e) {
    if (e->gives_rows) return true;
    if (is<node::resolved>(*e) || is<node::reference>(*e) || is<node::raw>(*e) || inner_query(*e) != nullptr)
        return true;
    bool found = false;
    each_child(*e, [&](const expr& child) { found = found || varies(child); });
    return found;
}

inline void add_group(std::vector<expr>& groups, const expr& e) {
    if (const auto* column = as<node::resolved>(*e); column != nullptr && column->depth != 0) return;
    if (std::none_of(groups.begin(), groups.end(), [&](const expr& other) { return same(other, e); }))
        groups.push_back(e);
}

/// Adds what an expression needs to be grouped by: itself, or, around aggregates, what stands outside of them.
inline void group_parts(std::vector<expr>& groups, const expr& e, bool whole) {
    if (is<node::aggregate>(*e)) return;
    if (const auto* subquery = as<node::subquery>(*e); subquery != nullptr && subquery->of_group) return;
    if (const auto* compared = as<node::compare>(*e); compared != nullptr && !whole)
        if (const bounded_year year = bounded_year_of(*compared); year.kind != year_of::none) {
            if (year.zone != nullptr) group_parts(groups, *year.zone, false);
            return group_parts(groups, *year.date, false);
        }
    if (const auto* row = as<node::row>(*e)) {
        for (const expr& part : row->values) group_parts(groups, part, whole);
        return;
    }
    if (!e->has_aggregate && !e->has_window && (whole || !e->is_condition)) {
        if (varies(e)) add_group(groups, e);
        return;
    }
    const auto* const window = as<node::window>(*e);
    each_child(*e, [&](const expr& child) {
        // what a window calculates is no value of a group, only what it is calculated of
        if (window != nullptr && child == window->computed)
            each_child(*child, [&](const expr& inside) { group_parts(groups, inside, false); });
        else group_parts(groups, child, false);
    });
    if (const query* inner = inner_query(*e))
        for (const expr& column : columns_around(*inner)) add_group(groups, column);
}

VINYL_DECL void select_plan::add_groups() {
    const auto add_row = [&](alias_index alias) {
        for (const expr& column : resolved_columns(alias, identity_of(joins.table(alias)))) add_group(groups, column);
    };
    if (data.group == grouping::columns)
        for (const expr& e : data.group_by) group_parts(groups, e, true);
    else add_row(0);
    if (data.values_mode)
        for (const named_expression& column : data.values) group_parts(groups, column.what, true);
    else
        for (const auto& entry : data.annotations)
            if (entry.selected) group_parts(groups, entry.what, true);
    for (const alias_index alias : related) add_row(alias);
    for (const order_term& term : order) group_parts(groups, term.by, true);
    for (const expr& field : distinct_on) group_parts(groups, field, true);
    for (const expr& condition : data.where)
        if (condition->has_aggregate) group_parts(groups, condition, false);

    // A table's key decides all its columns, unless the server does not know it.
    const auto is_key = [&](const node::resolved& column) { return joins.table(column.alias).is_key(*column.column); };
    std::vector<alias_index> decided;
    for (alias_index alias = 0; alias < joins.size(); ++alias) {
        const table_info& table = joins.table(alias);
        const auto parts = std::count_if(groups.begin(), groups.end(), [&](const expr& e) {
            const auto* const column = as<node::resolved>(*e);
            return column != nullptr && column->alias == alias && is_key(*column);
        });
        if (parts > 0 && static_cast<std::size_t>(parts) == table.keys.size() && !table.read_only)
            decided.push_back(alias);
    }
    std::erase_if(groups, [&](const expr& e) {
        const auto* const column = as<node::resolved>(*e);
        return column != nullptr && !is_key(*column) &&
               std::find(decided.begin(), decided.end(), column->alias) != decided.end();
    });
}

}  // namespace vinyl::sql::detail
