// Negated conditions over many-valued relations: "there is no related row that is so", as NOT EXISTS.
#pragma once

#include <vinyl/sql/resolver.hpp>

#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/nulls.hpp>
#include <vinyl/sql/query.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace vinyl::sql::detail {

inline bool starts_with(step_list steps, step_list start) noexcept {
    return steps.size() >= start.size() && std::equal(start.begin(), start.end(), steps.begin());
}

/// The steps up to the first many-valued one, with it; empty: there is none.
inline step_list many_valued_start(step_list steps) noexcept {
    const auto many = std::find_if(steps.begin(), steps.end(), [](const relation_info* step) { return step->many(); });
    return many == steps.end() ? step_list() : steps.first(static_cast<std::size_t>(many - steps.begin()) + 1);
}

/// Adds how the columns below `e` start whose paths are many-valued, each start once.
inline void add_starts(std::vector<step_list>& starts, const table_info& model, const expr& e) {
    if (const auto* column = as<node::column>(*e)) {
        const step_list start = many_valued_start(trimmed(model, column->where).steps);
        const bool known = std::any_of(starts.begin(), starts.end(), [&](step_list other) {
            return other.size() == start.size() && starts_with(other, start);
        });
        if (!start.empty() && !known) starts.push_back(start);
    }
    each_child(*e, [&](const expr& child) { add_starts(starts, model, child); });
}

/// Whether columns below `e` stand behind a relation that the query has made: what it says of that speaks of the whole way there.
inline bool goes_by_own_relation(const expr& e) {
    if (const auto* column = as<node::column>(*e))
        return std::any_of(column->where.steps.begin(), column->where.steps.end(),
                           [](const relation_info* step) { return step->of_query; });
    bool found = false;
    each_child(*e, [&](const expr& child) { found = found || goes_by_own_relation(child); });
    return found;
}

/// Whether subqueries below `e` refer to a many-valued path of the query that `e` stands in, `nesting` levels up.
inline bool many_valued_from_inside(const expr& e, std::uint32_t nesting = 0) {
    if (!e->has_outer) return false;
    if (const auto* column = as<node::outer_column>(*e))
        return nesting > 0 && column->depth == nesting && !many_valued_start(column->where.steps).empty();
    bool found = false;
    each_child(*e, [&](const expr& child) { found = found || many_valued_from_inside(child, nesting); });
    if (const query* inner = inner_query(*e))
        each_expression(*inner,
                        [&](const expr& inside) { found = found || many_valued_from_inside(inside, nesting + 1); });
    return found;
}

/// Has an aggregate below it, or names an annotation that has one: it is asked of groups, not of rows.
inline bool asks_groups(const query_data& names, const expr& e) {
    if (const auto* annotation = as<node::annotation>(*e)) {
        const auto* entry = names.find_annotation(annotation->name);
        return entry != nullptr && entry->what->has_aggregate;
    }
    bool found = e->has_aggregate;
    each_child(*e, [&](const expr& child) { found = found || asks_groups(names, child); });
    return found;
}

/// A condition of one query as it is asked in another inside: `seen(path)` is what a column is there. References to this
/// query from subqueries stay with it, or, with `taken_along`, mean the query inside.
inline expr asked_inside(const expr& e, function_ref<expr(const path&)> seen, bool taken_along) {
    return replaced(e, [&](const expr& part) -> expr {
        if (const auto* column = as<node::column>(*part)) return seen(column->where);
        if (const auto* annotation = as<node::annotation>(*part)) return outer(annotation->name);
        if (is<node::outer_column>(*part) || is<node::outer_name>(*part)) return moved_inwards(part);
        if (inner_query(*part) == nullptr) return {};
        return with_inner(
            part, [&](const expr& child) { return asked_inside(child, seen, taken_along); },
            [&](const query& inner) {
                return with_expressions(inner,
                                        [&](const expr& inside) { return moved_inwards(inside, taken_along ? 2 : 1); });
            });
    });
}

/// Whether Django would see the join and the relation's table in the inner query as one: it goes by their names there,
/// so a relation that is joined a second time, in a later filter() call, is not meant by a negated condition.
inline bool goes_by_same_name(const join_list& joins, alias_index shared, const table_info& model, step_list steps) {
    const std::string_view table = joins.table(shared).name;
    bool taken_outside = false, taken_inside = model.name == table;
    for (alias_index alias = 0; alias < shared; ++alias)
        taken_outside = taken_outside || joins.table(alias).name == table;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) taken_inside = taken_inside || steps[i]->target().name == table;
    // A taken name becomes T and the number of the join.
    return taken_outside == taken_inside && (!taken_outside || shared == steps.size());
}

/// The join through these steps that another condition of the same filter() call made; 0: none.
inline alias_index shared_join(const resolver& names, step_list steps) {
    if (names.reuse == nullptr) return 0;
    alias_index shared = 0;
    for (std::size_t i = 0; i < steps.size() && (i == 0 || shared != 0); ++i)
        shared = names.joins.find(shared, *steps[i], names.reuse);
    return shared != 0 && goes_by_same_name(names.joins, shared, *names.names.model, steps) ? shared : 0;
}

VINYL_DECL expr split_off(const resolver& names, const expr& leaf) {
    const table_info& model = *names.names.model;
    std::vector<step_list> starts;
    add_starts(starts, model, leaf);
    const bool from_inside = many_valued_from_inside(leaf);
    if ((starts.empty() && !from_inside) || asks_groups(names.names, leaf)) return {};

    // The related rows alone are asked when no other row can make the condition true. Else, as when it is true without
    // a related row, the row itself is asked a second time, with all its relations.
    const std::vector<const expression*> needed = columns_needed(*leaf, false);
    const bool related_alone =
        starts.size() == 1 && !from_inside && !goes_by_own_relation(leaf) &&
        std::any_of(needed.begin(), needed.end(), [&](const expression* each) {
            const auto* const column = as<node::column>(*each);
            return column != nullptr && starts_with(trimmed(model, column->where).steps, starts.front());
        });
    const step_list way = related_alone ? starts.front() : step_list();
    const auto seen = [&](const path& where) -> expr {
        path to = trimmed(model, where);
        if (!starts_with(to.steps, way)) return outer(where);
        to.steps = to.steps.without_first(way.size());
        return column(to);
    };
    std::vector<expr> conditions{asked_inside(leaf, seen, !related_alone)};

    const auto* const null_test = as<node::is_null>(*leaf);
    const bool wants_null = null_test != nullptr && null_test->truth;
    for (const step_list start : starts) {
        // Another condition of the same filter() call speaks of the relation's row: it is the same row that is meant.
        const alias_index shared = wants_null ? 0 : shared_join(names, start);
        if (shared == 0) continue;
        for (const column_info* key : identity_of(start.back()->target()))
            conditions.push_back(compare(lookup::exact, column(path{start.without_first(way.size()), key, {}}),
                                         resolved_column(shared, *key, 1)));
    }

    query inner(related_alone ? way.back()->target() : model);
    if (!related_alone) query_access::own(inner).joins.define_as(names.names.joins);
    // Subqueries that are taken along may name annotations.
    if (!related_alone && leaf->has_outer)
        for (const auto& entry : names.names.annotations)
            query_access::own(inner).annotations.push_back({entry.name, seen_from_inside(entry.what, 1), false});
    const auto is_same = [&](const column_info& here, const path& there) {
        // rows without a key are told apart by all columns, NULL among them
        const lookup_info& how = here.nullable && !related_alone ? lookup::not_distinct_from : lookup::exact;
        conditions.push_back(compare(how, column(path{{}, &here, {}}), outer(there)));
    };
    if (related_alone) {
        const step_list before = way.first(way.size() - 1);
        const table_info& near = before.empty() ? model : before.back()->target();
        for (const column_pair& pair : way.back()->columns)
            is_same(column_named(way.back()->target(), pair.remote), {before, &column_named(near, pair.local), {}});
    } else {
        for (const column_info* key : identity_of(model)) is_same(*key, {{}, key, {}});
    }
    return exists(inner.filter(all_of(std::move(conditions))));
}

}  // namespace vinyl::sql::detail
