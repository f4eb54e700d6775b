// Resolving expressions against a query.
#pragma once

#include <vinyl/sql/resolve.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/path_words.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace vinyl::sql::detail {

VINYL_DECL expr resolved_column(alias_index alias, const column_info& column, std::uint32_t depth) {
    return make(node::resolved{&column, alias, depth}, column.oid);
}

VINYL_DECL std::vector<expr> resolved_columns(alias_index alias, std::span<const column_info* const> columns) {
    std::vector<expr> found;
    for (const column_info* column : columns) found.push_back(resolved_column(alias, *column));
    return found;
}

VINYL_DECL expr resolver::column(const path& where) const {
    const path to = trimmed(*names.model, where);
    const auto follow = [&](std::span<const relation_info* const> steps) {
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
    for (const transform part : where.transforms) found = extract(part, std::move(found));
    return found;
}

inline const vinyl::detail::transform_entry& entry_of(transform part) {
    return *std::find_if(vinyl::detail::known_transforms.begin(), vinyl::detail::known_transforms.end(),
                         [&](const auto& entry) { return entry.transform == part; });
}

VINYL_DECL std::string written_out(const path& where) {
    std::string name;
    const auto add = [&](std::string_view part) {
        if (!name.empty()) name += "__";
        name += part;
    };
    for (const relation_info* step : where.steps) add(step->field);
    if (where.column != nullptr) add(where.column->field);
    for (const transform part : where.transforms) add(entry_of(part).name);
    return name;
}

/// How far a name leads from a model by the names of its members, as "..."_f is understood at compile time.
struct named_walk {
    std::vector<const relation_info*> steps;
    const column_info* column = nullptr;
    const table_info* at = nullptr;  ///< Where it ends.
    std::size_t rest = 0;            ///< Where in the name the first word begins that is none.
};

inline named_walk walk_by_name(const table_info& model, std::string_view name) {
    named_walk walk;
    walk.at = &model;
    while (walk.rest < name.size() && walk.column == nullptr) {
        const std::string_view words = name.substr(walk.rest);
        std::size_t longest = 0;
        const relation_info* step = nullptr;
        const auto look = [&](std::string_view word, const relation_info* relation, const column_info* column) {
            if (word.size() <= longest || !vinyl::detail::begins_with_name(words, word)) return;
            longest = word.size();
            step = relation;
            walk.column = column;
        };
        for (const relation_info& relation : walk.at->relations) look(relation.field, &relation, nullptr);
        for (const column_info& column : walk.at->columns) look(column.field, nullptr, &column);
        if (walk.at->keys.size() == 1) look("pk", nullptr, walk.at->keys.front());
        for (const relation_info& relation : walk.at->relations) {
            if (!relation.forward()) continue;
            const std::string key = std::string(relation.field) + "_id";
            if (relation.columns.size() > 1) look(key, &relation, nullptr);
            else look(key, nullptr, &column_named(*walk.at, relation.columns.front().local));
        }
        // a key of several columns is the row itself
        const bool row = longest == 0 && walk.at->keys.size() > 1 && vinyl::detail::begins_with_name(words, "pk");
        if (row) longest = 2;
        if (longest == 0) break;
        walk.rest += vinyl::detail::begin_of_next(words, longest);
        if (row) break;
        if (step == nullptr) continue;
        walk.steps.push_back(step);
        walk.at = &step->target();
    }
    return walk;
}

/// What transforms and lookups see of a value.
inline vinyl::detail::value_family family_of(const expression& e) {
    using vinyl::detail::value_family;
    if (const auto* column = as<node::resolved>(e)) return vinyl::detail::family_of(column->column->type);
    if (const auto* part = as<node::extract>(e)) return entry_of(part->part).result;
    switch (e.oid) {
        case text_oid:
        case varchar_oid:
        case bpchar_oid: return value_family::text;
        case date_oid: return value_family::date;
        case time_oid: return value_family::time;
        case timestamp_oid:
        case timestamptz_oid: return value_family::timestamp;
        case json_oid:
        case jsonb_oid: return value_family::json;
        default: return value_family::other;
    }
}

VINYL_DECL expr resolver::named(std::string_view name) const {
    if (const auto* entry = names.find_annotation(name)) return entry->what;
    using vinyl::detail::path_tail;
    const auto apply = [](const path_tail& tail, expr value) {
        for (std::size_t i = 0; i < tail.transform_count; ++i) value = extract(tail.transforms[i], std::move(value));
        return under_keys(std::move(value), std::span(tail.keys).first(tail.key_count));
    };
    const named_walk walk = walk_by_name(*names.model, name);
    const auto family =
        walk.column != nullptr ? vinyl::detail::family_of(walk.column->type) : vinyl::detail::value_family::row;
    const path_tail tail = vinyl::detail::read_tail(name, walk.rest, family);
    if (walk.rest > 0 && tail.error == path_error::none && !tail.has_lookup)
        return apply(tail, column(path{walk.steps, walk.column, {}}));

    const query_data::annotated* longest = nullptr;
    for (const auto& entry : names.annotations)
        if (vinyl::detail::begins_with_name(name, entry.name) &&
            (longest == nullptr || entry.name.size() > longest->name.size()))
            longest = &entry;
    if (longest != nullptr) {
        const std::size_t from = vinyl::detail::begin_of_next(name, longest->name.size());
        const path_tail part = vinyl::detail::read_tail(name, from, family_of(*longest->what));
        if (part.error == path_error::none && !part.has_lookup) return apply(part, longest->what);
    }
    if (tail.error == path_error::none && tail.has_lookup)
        throw usage_error("\"" + std::string(name) + "\" names the lookup " + std::string(tail.last) +
                          ", but a value is wanted here");
    throw usage_error(std::string(walk.at->model) + " has no field, relation or transform \"" + std::string(tail.last) +
                      "\" (in \"" + std::string(name) + "\")");
}

inline bool any_many(step_list steps) noexcept {
    return std::any_of(steps.begin(), steps.end(), [](const relation_info* step) { return step->many(); });
}

VINYL_DECL bool resolver::many_valued(const node::outer_column& reference) const {
    return any_many(reference.where.steps);
}

VINYL_DECL bool resolver::many_valued(const node::outer_name& reference) const {
    return names.find_annotation(reference.name) == nullptr &&
           any_many(walk_by_name(*names.model, reference.name).steps);
}

VINYL_DECL expr resolver::embedded(const expr& inside, std::uint32_t nesting) const {
    return replaced(inside, [&](const expr& part) -> expr {
        if (!part->has_outer) return part;
        if (const auto* reference = as<node::outer_column>(*part))
            return reference->depth == nesting ? seen_from_inside(column(reference->where), nesting) : part;
        if (const auto* reference = as<node::outer_name>(*part))
            return reference->depth == nesting ? seen_from_inside(named(reference->name), nesting) : part;
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
                [&](const node::annotation& kind) {
                    if (const auto* entry = names.find_annotation(kind.name)) return entry->what;
                    throw usage_error("no annotation is called \"" + kind.name + "\"");
                },
                [&]<class Kind>(const Kind& kind) -> expr
                    requires among<Kind, node::subquery, node::array_subquery, node::exists>
                {
                    if (!part->has_outer) return part;
                    return make(Kind{std::make_shared<const query>(embedded(*kind.inner))}, part->oid);
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
