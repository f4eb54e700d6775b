// Joins of a query.
#pragma once

#include <vinyl/sql/joins.hpp>

#include <vinyl/base/error.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace vinyl::sql::detail {

VINYL_DECL void alias_set::insert(alias_index alias) {
    const auto place = std::lower_bound(members_.begin(), members_.end(), alias);
    if (place == members_.end() || *place != alias) members_.insert(place, alias);
}

VINYL_DECL void alias_set::insert(const alias_set& others) {
    for (const alias_index alias : others) insert(alias);
}

VINYL_DECL bool alias_set::contains(alias_index alias) const noexcept {
    return std::binary_search(members_.begin(), members_.end(), alias);
}

VINYL_DECL const join_list::definition* join_list::find_definition(const relation_info& relation) const noexcept {
    for (const definition& each : defined_)
        if (each.relation == &relation) return &each;
    return nullptr;
}

VINYL_DECL alias_index join_list::add(const relation_info& relation, bool left) {
    join added{&relation, &relation.target(), 0, left, left};
    added.chooses = true;
    joins_.push_back(std::move(added));
    return size() - 1;
}

VINYL_DECL alias_index join_list::find(alias_index from, const relation_info& step,
                                       const alias_set* reuse) const noexcept {
    // Of several that fit, the latest one is meant, as in the conditions that came last.
    for (auto alias = size(); alias-- > 1;) {
        const join& candidate = joins_[alias - 1];
        if (candidate.relation != &step || candidate.parent != from || candidate.dropped) continue;
        if (!step.many() || reuse == nullptr || reuse->contains(alias)) return alias;
    }
    return 0;
}

VINYL_DECL alias_index join_list::follow(alias_index from, list_view<const relation_info* const> steps,
                                         const alias_set* reuse, alias_set* used) {
    alias_index at = from;
    for (const relation_info* step : steps) {
        alias_index next = find(at, *step, reuse);
        if (next == 0) {
            const bool nullable = step->nullable || !step->forward();
            join added{step, &step->target(), at, nullable, nullable || is_left(at)};
            if (step->of_query) {
                const definition* const found = find_definition(*step);
                if (found == nullptr)
                    throw usage_error("the relation \"" + std::string(step->field) +
                                      "\" is one of another queryset: say filtered_relation() of this one, too");
                added.on = found->on;
            }
            joins_.push_back(std::move(added));
            next = size() - 1;
        }
        if (used != nullptr) used->insert(next);
        at = next;
    }
    return at;
}

VINYL_DECL void join_list::promote(const alias_set& aliases) {
    for (const alias_index alias : aliases) {
        if (alias == 0) continue;
        join& j = joins_[alias - 1];
        if (!j.left && (j.nullable || is_left(j.parent))) j.left = true;
    }
    // Parents stand before children, so one pass reaches everything behind a LEFT join.
    for (join& j : joins_)
        if (is_left(j.parent)) j.left = true;
}

VINYL_DECL void join_list::demote(const alias_set& aliases) {
    for (alias_index alias : aliases) {
        while (alias != 0) {
            join& j = joins_[alias - 1];
            j.left = false;
            alias = j.parent;
        }
    }
}

VINYL_DECL alias_set join_list::inner_ones() const {
    alias_set found;
    for (alias_index alias = 1; alias < size(); ++alias)
        if (!is_left(alias)) found.insert(alias);
    return found;
}

VINYL_DECL void join_list::keep(const alias_set& aliases) {
    for (alias_index alias = 1; alias < size(); ++alias)
        if (!aliases.contains(alias) && !joins_[alias - 1].chooses) joins_[alias - 1].dropped = true;
}

VINYL_DECL join_list join_list::only(const alias_set& aliases, std::vector<std::optional<alias_index>>& now) const {
    join_list kept(*model_);
    now.assign(size(), std::nullopt);
    now[0] = 0;
    for (alias_index alias = 1; alias < size(); ++alias) {
        if (!aliases.contains(alias)) continue;
        join copy = joins_[alias - 1];
        copy.parent = *now[copy.parent];
        kept.joins_.push_back(copy);
        now[alias] = kept.size() - 1;
    }
    return kept;
}

VINYL_DECL const column_info& column_named(const table_info& table, std::string_view name) {
    for (const column_info& column : table.columns)
        if (column.name == name) return column;
    throw usage_error(std::string(table.model) + " has no column \"" + std::string(name) + "\"");
}

VINYL_DECL void throw_no_primary_key(const table_info& table, std::string_view what) {
    throw usage_error(std::string(what) + " needs a primary key, and " + std::string(table.model) +
                      " has none; name the key in its meta with primary_key()");
}

VINYL_DECL row_columns columns_of_row(const table_info& model, list_view<const relation_info* const> steps) {
    const table_info& end = steps.empty() ? model : steps.back()->target();
    row_columns row{steps, {}};
    if (!steps.empty() && steps.back()->forward()) {
        row.steps = steps.first(steps.size() - 1);
        const table_info& holder = row.steps.empty() ? model : row.steps.back()->target();
        for (const column_pair& pair : steps.back()->columns) row.columns.push_back(&column_named(holder, pair.local));
    } else if (!end.keys.empty()) {
        row.columns.assign(end.keys.begin(), end.keys.end());
    } else if (!steps.empty()) {
        // of a row without a key it can still be said whether it is there
        for (const column_pair& pair : steps.back()->columns) row.columns.push_back(&column_named(end, pair.remote));
    } else {
        throw_no_primary_key(end, "what stands for a row");
    }
    return row;
}

VINYL_DECL std::vector<const column_info*> identity_of(const table_info& table) {
    if (!table.keys.empty() && !table.read_only) return {table.keys.begin(), table.keys.end()};
    std::vector<const column_info*> all;
    for (const column_info& column : table.columns) all.push_back(&column);
    return all;
}

VINYL_DECL path trimmed(const table_info& model, path where) {
    if (where.column == nullptr) {
        const row_columns row = columns_of_row(model, where.steps);
        if (row.columns.size() > 1) return where;
        where.steps = row.steps;
        where.column = row.columns.front();
    }
    while (!where.steps.empty()) {
        const relation_info& last = *where.steps.back();
        const auto pair = std::find_if(last.columns.begin(), last.columns.end(),
                                       [&](const column_pair& each) { return each.remote == where.column->name; });
        if (!last.forward() || pair == last.columns.end()) break;
        where.steps = where.steps.first(where.steps.size() - 1);
        const table_info& before = where.steps.empty() ? model : where.steps.back()->target();
        where.column = &column_named(before, pair->local);
    }
    return where;
}

}  // namespace vinyl::sql::detail
