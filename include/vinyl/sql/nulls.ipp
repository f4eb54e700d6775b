// NULL in resolved expressions.
#pragma once

#include <vinyl/sql/nulls.hpp>

#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl::sql::detail {

/// The column that is NULL exactly when the value is: of a column itself, or below transforms. Null: there is none.
inline expr column_that_decides(const expr& value) {
    const expr* at = &value;
    for (const auto* part = as<node::extract>(**at); part != nullptr && part->part->called.traits().is_total;
         part = as<node::extract>(**at))
        at = &part->operand;
    const auto* const column = as<node::resolved>(**at);
    return column != nullptr && column->depth == 0 ? *at : nullptr;
}

inline bool may_give_null(const query& one_column) {
    const query_data& data = one_column.data();
    if (!data.operands.empty()) return std::any_of(data.operands.begin(), data.operands.end(), &may_give_null);
    if (!data.values_mode) return false;  // its key
    const alias_set inner = data.joins.inner_ones();
    return std::any_of(data.values.begin(), data.values.end(),
                       [&](const named_expression& column) { return nulls{data.joins, inner}.possible(column.what); });
}

VINYL_DECL void add_strict_columns(std::vector<const expression*>& found, const expression& value) {
    const auto add = [&](const expr& part) { add_strict_columns(found, *part); };
    visit<void>(value,
                overload{[&](const among<node::column, node::resolved> auto&) { found.push_back(&value); },
                         [&](const node::row& kind) { std::for_each(kind.values.begin(), kind.values.end(), add); },
                         [&](const node::extract& kind) {
                             if (kind.part->called.traits().is_strict) add(kind.operand);
                         },
                         [&](const among<node::negate, node::cast> auto& kind) { add(kind.operand); },
                         [&](const node::arithmetic& kind) {
                             add(kind.left);
                             add(kind.right);
                         },
                         [&](const node::function& kind) {
                             if (kind.called.traits().is_strict)
                                 std::for_each(kind.arguments.begin(), kind.arguments.end(), add);
                         },
                         [](const among<node::annotation, node::outer_column, node::outer_name, node::value, node::null,
                                        node::raw, node::reference, node::star, node::case_when, node::aggregate,
                                        node::subquery, node::array_subquery, node::window, node::parts> auto&) {},
                         [](const condition_kind auto&) {}});
}

VINYL_DECL std::vector<const expression*> columns_needed(const expression& condition, bool negated) {
    std::vector<const expression*> needed;
    const auto add = [&](const expr& side) {
        if (side) add_strict_columns(needed, *side);
    };
    visit<void>(condition,
                overload{[&](const node::is_null& kind) {
                             if (kind.truth == negated) add(kind.operand);
                         },
                         [&](const node::compare& kind) {
                             const lookup_traits& how = kind.how->traits();
                             if (negated || (how.never_null && how.null != beside_null::is_null)) return;
                             add(kind.left);
                             if (!how.never_null) return add(kind.right);
                             const auto* const value = as<node::value>(*kind.right);
                             if (value == nullptr || value->wire.null) needed.clear();
                         },
                         [&](const among<node::in_values, node::in_query, node::in_range, node::condition> auto& kind) {
                             if (!negated) kind.children(kind, add);
                         },
                         [](const among<node::is_true, node::exists, node::combination, node::negation, node::nothing,
                                        node::everything> auto&) {},
                         [](const value_kind auto&) {}});
    return needed;
}

VINYL_DECL bool nulls::possible(const expr& value) const {
    const auto any_child = [&] {
        bool found = false;
        each_child(*value, [&](const expr& child) { found = found || possible(child); });
        return found;
    };
    return visit<bool>(
        *value,
        overload{
            [](const node::value& kind) { return kind.wire.null; },
            [&](const node::resolved& kind) {
                if (kind.depth != 0 || kind.column->nullable) return true;
                for (alias_index alias = kind.alias; alias != 0 && !settled.contains(alias);
                     alias = joins[alias].parent)
                    if (joins[alias].nullable) return true;
                return false;
            },
            [](const node::outer_column& kind) {
                return kind.where.column == nullptr || kind.where.column->nullable ||
                       std::any_of(kind.where.steps.begin(), kind.where.steps.end(),
                                   [](const relation_info* step) { return step->nullable || !step->forward(); });
            },
            [&](const node::extract& kind) { return !kind.part->called.traits().is_total || possible(kind.operand); },
            [&](const among<node::arithmetic, node::negate, node::row> auto&) { return any_child(); },
            [&](const node::function& kind) {
                const function_traits& traits = kind.called.traits();
                if (traits.is_total) return any_child();
                return !traits.gives_one_of_them ||
                       std::all_of(kind.arguments.begin(), kind.arguments.end(),
                                   [&](const expr& argument) { return possible(argument); });
            },
            [](const node::aggregate& kind) { return !kind.called.traits().never_null; },
            [](const node::combination& kind) { return kind.how != node::connective::one; },
            [](const among<node::parts, node::array_subquery, node::is_null, node::is_true, node::exists, node::nothing,
                           node::everything> auto&) { return false; },
            [](const among<node::column, node::annotation, node::outer_name, node::null, node::raw, node::reference,
                           node::star, node::cast, node::case_when, node::subquery, node::window, node::compare,
                           node::in_values, node::in_query, node::in_range, node::negation, node::condition> auto&) {
                return true;
            }});
}

VINYL_DECL alias_set nulls::needed_by(const expression& condition, bool negated) const {
    if (joins.size() == 1) return {};
    alias_set needed;
    for (const expression* each : columns_needed(condition, negated)) {
        const auto* const column = as<node::resolved>(*each);
        if (column == nullptr || column->depth != 0) continue;
        for (alias_index alias = column->alias; alias != 0; alias = joins[alias].parent) needed.insert(alias);
    }
    return needed;
}

VINYL_DECL expr nulls::made_definite(const expr& condition) const {
    const auto* const compared = as<node::compare>(*condition);
    const bool never_null =
        is<node::is_null>(*condition) || (compared != nullptr && compared->how->traits().never_null);
    if (never_null) return condition;
    const auto is_true = [&]() -> expr { return make(node::is_true{condition}); };
    if (const auto* in = as<node::in_query>(*condition); in != nullptr && may_give_null(*in->inner)) return is_true();
    // Of plain columns as Django writes it: "x = 1 AND x IS NOT NULL" lets an index on x serve the negation.
    std::vector<expr> parts{condition}, decided_by;
    bool unclear = false;
    each_child(*condition, [&](const expr& side) {
        if (!possible(side)) return;
        const expr column = column_that_decides(side);
        unclear = unclear || !column;
        if (!column ||
            std::any_of(decided_by.begin(), decided_by.end(), [&](const expr& other) { return same(other, column); }))
            return;
        decided_by.push_back(column);
        parts.push_back(is_null(column, false));
    });
    if (unclear) return is_true();
    if (parts.size() == 1) return condition;
    return make(node::combination{node::connective::all, std::move(parts)});
}

}  // namespace vinyl::sql::detail
