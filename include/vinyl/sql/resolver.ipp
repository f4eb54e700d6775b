// Resolving expressions against a query.
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/base/new_shared.hpp>
#include <vinyl/sql/resolver.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace vinyl::sql::detail {

VINYL_DECL expr resolved_column(alias_index alias, const column_info& column, std::uint32_t depth) {
    return make(node::resolved{&column, alias, depth}, column.oid);
}

VINYL_DECL std::vector<expr> resolved_columns(alias_index alias, list_view<const column_info* const> columns) {
    std::vector<expr> found;
    for (const column_info* column : columns) found.push_back(resolved_column(alias, *column));
    return found;
}

VINYL_DECL expr resolver::column(const path& where) const {
    const path to = trimmed(*names.model, where);
    const auto follow = [&](list_view<const relation_info* const> steps) {
        alias_set passed;
        const alias_index alias = joins.follow(0, steps, reuse, &passed);
        if (reuse != nullptr) reuse->insert(passed);
        return alias;
    };
    if (to.column == nullptr) {
        const row_columns row = columns_of_row(*names.model, to.steps);
        const alias_index alias = follow(row.steps);
        return make(node::row{resolved_columns(alias, row.columns)});
    }
    const alias_index alias = follow(to.steps);
    expr found = resolved_column(alias, *to.column);
    for (const transform_info* part : where.transforms) found = extract(*part, std::move(found));
    return found;
}

VINYL_DECL std::string written_out(const path& where) {
    std::string name;
    const auto add = [&](std::string_view part) {
        if (!name.empty()) name += "__";
        name += part;
    };
    for (const relation_info* step : where.steps) add(step->field);
    if (where.column != nullptr) add(where.column->field);
    for (const transform_info* part : where.transforms) add(part->name);
    return name;
}

VINYL_DECL expr resolver::annotation(std::string_view name) const {
    const auto* const entry = names.find_annotation(name);
    if (entry == nullptr) throw usage_error("no annotation is called \"" + std::string(name) + "\"");
    return entry->what;
}

VINYL_DECL expr resolver::embedded(const expr& inside, std::uint32_t nesting) const {
    return replaced(inside, [&](const expr& part) -> expr {
        if (!part->has_outer) return part;
        if (const auto* reference = as<node::outer_column>(*part))
            return reference->depth == nesting ? seen_from_inside(column(reference->where), nesting) : part;
        if (const auto* reference = as<node::outer_name>(*part))
            return reference->depth == nesting ? seen_from_inside(annotation(reference->name), nesting) : part;
        if (inner_query(*part) == nullptr) return {};
        return with_inner(
            part, [&](const expr& child) { return embedded(child, nesting); },
            [&](const query& inner) { return embedded(inner, nesting + 1); });
    });
}

VINYL_DECL query resolver::embedded(const query& inner, std::uint32_t nesting) const {
    if (!inner.data().has_outer) return inner;
    return with_expressions(inner, [&](const expr& inside) { return embedded(inside, nesting); });
}

VINYL_DECL expr resolver::inside_value(const expr& condition) const {
    const alias_set inner_before = joins.inner_ones();
    resolver inside = *this;
    if (settled == nullptr) inside.settled = &inner_before;
    auto built = condition_builder(inside, false).build(condition);
    joins.promote(built.needed);
    joins.demote(inner_before);
    return built.what;
}

VINYL_DECL expr resolver::operator()(const expr& e) const {
    if (is<node::value>(*e)) return e;  // most are values and columns
    return replaced(e, [&](const expr& part) -> expr {
        return visit<expr>(
            *part,
            overload{
                [&](const node::column& kind) { return column(kind.where); },
                [&](const node::annotation& kind) { return annotation(kind.name); },
                [&](const among<node::subquery, node::array_subquery, node::exists> auto& kind) -> expr {
                    if (!part->has_outer) return part;
                    auto made = kind;
                    made.inner = vinyl::detail::new_shared<const query>(embedded(*kind.inner));
                    return make(std::move(made), part->oid);
                },
                [](const among<node::outer_column, node::outer_name, node::value, node::null, node::raw, node::resolved,
                               node::reference, node::star, node::arithmetic, node::negate, node::function, node::cast,
                               node::case_when, node::aggregate, node::window, node::extract, node::parts, node::row,
                               node::condition, node::is_true> auto&) -> expr {
                    return {};  // its children are resolved
                },
                [&](const among<node::compare, node::in_values, node::in_query, node::in_range, node::is_null,
                                node::combination, node::negation, node::nothing, node::everything> auto&) {
                    return inside_value(part);
                }});
    });
}

}  // namespace vinyl::sql::detail
