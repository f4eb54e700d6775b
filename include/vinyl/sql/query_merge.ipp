// How two queries for rows of one model become one, by &, | and ^: their conditions are put together, and so are the joins that these
// go through.
// https://github.com/django/django/blob/main/django/db/models/sql/query.py (combine) is the model of the rules.
#pragma once

#include <vinyl/sql/query.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/conditions.ipp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace vinyl::sql {
namespace detail {

/// The expression with joined tables called as `to` says, also where subqueries below speak of them.
inline expr relabelled(const expr& e, const std::vector<alias_index>& to, std::uint32_t nesting = 0) {
    return replaced(e, [&](const expr& part) -> expr {
        if (const auto* const column = as<node::resolved>(*part); column != nullptr && column->depth == nesting)
            return make(node::resolved{column->column, to[column->alias], column->depth}, part->oid);
        if (inner_query(*part) == nullptr) return {};
        return with_inner(
            part, [&](const expr& child) { return relabelled(child, to, nesting); },
            [&](const query& q) {
                return with_expressions(q, [&](const expr& inside) { return relabelled(inside, to, nesting + 1); });
            });
    });
}

/// Takes the joins of another query in. Many-valued ones are shared with such that `reuse` names, each once. Returns what
/// they are called here.
inline std::vector<alias_index> take_joins(join_list& joins, const join_list& others, alias_set reuse) {
    std::vector<alias_index> to{0};
    const alias_index own = joins.size();
    for (alias_index alias = 1; alias < others.size(); ++alias) {
        const join& other = others[alias];
        const alias_index parent = to[other.parent];
        const bool same_place = alias < own && joins[alias].relation == other.relation &&
                                joins[alias].parent == parent && (!other.relation->many() || reuse.contains(alias));
        const alias_index here =
            same_place
                ? alias
                : joins.follow(parent, list_view<const relation_info* const>(&other.relation, 1), &reuse, nullptr);
        to.push_back(here);
        alias_set left;
        for (const alias_index each : reuse)
            if (each != here) left.insert(each);
        reuse = std::move(left);
    }
    return to;
}

inline void require_mergeable(const query_data& data) {
    const char* const what = data.sliced()                                           ? "a slice of rows"
                             : !data.operands.empty()                                ? "a set operation"
                             : data.group != grouping::none || data.has_aggregates() ? "what has aggregates"
                             : !data.qualify.empty()                                 ? "what is chosen by a window"
                                                                                     : nullptr;
    if (what != nullptr)
        throw usage_error(std::string("&, | and ^ take conditions of querysets, and do not go with ") + what +
                          ": filter by \"id\"_f.in(...) instead, or use union_()");
}

/// What both must say alike.
inline void require_alike_to_merge(const query_data& one, const query_data& other) {
    if (one.distinct != other.distinct || !std::equal(one.distinct_on.begin(), one.distinct_on.end(),
                                                      other.distinct_on.begin(), other.distinct_on.end(), &alike))
        throw usage_error(
            "of two querysets that are put together by &, | or ^ both are distinct in the same way, or none");
    const auto same_name = [](const auto& a, const auto& b) { return a.name == b.name; };
    if (one.values_mode != other.values_mode ||
        !std::equal(one.values.begin(), one.values.end(), other.values.begin(), other.values.end(), same_name))
        throw usage_error("two querysets that are put together by &, | or ^ name the same values");
}

/// The conditions as one; null: there is none.
inline expr as_one(std::vector<expr> conditions) {
    if (conditions.empty()) return {};
    if (conditions.size() == 1) return std::move(conditions.front());
    return make(node::combination{node::connective::all, std::move(conditions)});
}

/// One of the two is true, but not both; null: it always is.
inline expr either_but_not_both(expr one, expr other) {
    if (one && other) return make(node::combination{node::connective::one, {std::move(one), std::move(other)}});
    if (!one) std::swap(one, other);
    return one ? negated(make(node::is_true{std::move(one)})) : nothing();
}

}  // namespace detail

VINYL_DECL query& query::merge(merge_operation how, const query& other) {
    detail::require_mergeable(*data_);
    detail::require_mergeable(other.data());
    detail::require_alike_to_merge(*data_, other.data());
    if (how == merge_operation::both ? is_nothing() : other.is_nothing()) return *this;
    if (how == merge_operation::both ? other.is_nothing() : is_nothing()) return *this = other;

    query_data& data = own();
    const query_data& added = other.data();
    // As in two calls of filter(), conditions on a many-valued relation that both must hold may be met by two rows.
    detail::alias_set reuse;
    if (how != merge_operation::both)
        for (detail::alias_index alias = 1; alias < data.joins.size(); ++alias) reuse.insert(alias);
    detail::join_votes votes;
    votes.add(data.joins.inner_ones());
    const std::vector<detail::alias_index> to = detail::take_joins(data.joins, added.joins, std::move(reuse));
    detail::alias_set needed;
    for (const detail::alias_index alias : added.joins.inner_ones()) needed.insert(to[alias]);
    votes.add(needed);
    static_cast<void>(votes.apply(data.joins, how != merge_operation::both, 2));

    std::vector<expr> conditions;
    for (const expr& condition : added.where) conditions.push_back(detail::relabelled(condition, to));
    if (how == merge_operation::both) {
        data.where.insert(data.where.end(), conditions.begin(), conditions.end());
    } else {
        expr one = detail::as_one(std::move(data.where)), two = detail::as_one(std::move(conditions)), whole;
        if (how == merge_operation::one) whole = detail::either_but_not_both(std::move(one), std::move(two));
        else if (one && two)
            whole = detail::make(node::combination{node::connective::any, {std::move(one), std::move(two)}});
        data.where.clear();
        if (whole && is<node::nothing>(*whole)) data.nothing = true;
        else if (whole) data.where.push_back(std::move(whole));
    }
    data.sticky = {};
    data.has_outer = data.has_outer || added.has_outer;
    data.has_raw = data.has_raw || added.has_raw;
    if (!added.order.empty()) {
        data.order = added.order;
        data.explicit_order = true;
        data.reversed = added.reversed;
    }
    return *this;
}

}  // namespace vinyl::sql
