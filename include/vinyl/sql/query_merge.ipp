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

/// The expression with joined tables called as `to` says.
inline expr relabelled(const expr& e, const std::vector<alias_index>& to) {
    return with_columns(e, [&](node::resolved& column) {
        if (column.depth == 0) column.alias = to[column.alias];
    });
}

/// The joins that an expression goes through.
inline void add_joins_of(alias_set& found, const join_list& joins, const expr& e) {
    for (const expr& column : columns_of_its_query(e))
        for (alias_index alias = as<node::resolved>(*column)->alias; alias != 0; alias = joins[alias].parent)
            found.insert(alias);
}

inline alias_set joins_of_conditions(const query_data& data) {
    alias_set found;
    for (const expr& condition : data.where) add_joins_of(found, data.joins, condition);
    return found;
}

inline alias_set joins_of_columns(const query_data& data) {
    alias_set found;
    for (const auto& entry : data.annotations) add_joins_of(found, data.joins, entry.what);
    for (const named_expression& column : data.values) add_joins_of(found, data.joins, column.what);
    return found;
}

/// Stands for a join that was not taken in.
inline constexpr alias_index not_taken = UINT32_MAX;

/// Takes those joins of another query in that `needed` names. Many-valued ones are shared with such that `reuse` names, each
/// once, and with those that columns of both queries go through. Returns what they are called here.
inline std::vector<alias_index> take_joins(join_list& joins, const join_list& others, const alias_set& needed,
                                           alias_set reuse, const alias_set& of_columns) {
    std::vector<alias_index> to{0};
    const alias_index own = joins.size();
    for (alias_index alias = 1; alias < others.size(); ++alias) {
        const join& other = others[alias];
        const alias_index parent = to[other.parent];
        const bool same_place = alias < own && joins[alias].relation == other.relation &&
                                joins[alias].parent == parent && !joins[alias].dropped &&
                                (!other.relation->many() || reuse.contains(alias) || of_columns.contains(alias));
        if (!same_place && !needed.contains(alias)) {
            to.push_back(not_taken);
            continue;
        }
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
                             : !data.commons.empty()                                 ? "common tables, trees among them"
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
    if (!one.joins.defines_alike(other.joins))
        throw usage_error("two querysets that are put together by &, | or ^ say the same filtered_relation()");
    if (!alike(one.zone, other.zone))
        throw usage_error(
            "two querysets that are put together by &, | or ^ are in one time zone: say in_time_zone() alike of both");
}

/// The conditions as one; null: there is none.
inline expr as_one(std::vector<expr> conditions) {
    if (conditions.empty()) return {};
    if (conditions.size() == 1) return std::move(conditions.front());
    return make(node::combination{node::connective::all, std::move(conditions)});
}

/// One of the two is true, but not both; null stands for what always is.
inline expr either_but_not_both(expr one, expr other) {
    if (one && other) return make(node::combination{node::connective::one, {std::move(one), std::move(other)}});
    if (!one) std::swap(one, other);
    return one ? negated(make(node::is_true{std::move(one)})) : nothing();
}

/// Takes all conditions back, and the joins that only they go through.
inline void drop_conditions(query_data& data) {
    data.nothing = false;
    data.where.clear();
    const alias_set used = joins_of_columns(data);
    if (used.empty()) {
        join_list none(*data.model);
        none.define_as(data.joins);
        data.joins = std::move(none);
    }
    data.joins.keep(used);
    data.joins.promote(used);
}

/// Puts the conditions of a query, which may have rows, to those that are there.
inline void merge_conditions(query_data& data, merge_operation how, const query_data& added) {
    if (data.nothing) {
        drop_conditions(data);
        how = merge_operation::both;
    } else if (how == merge_operation::either && (data.where.empty() || added.where.empty())) {
        return drop_conditions(data);  // all rows
    }
    // As in two calls of filter(), conditions on a many-valued relation that both must hold may be met by two rows.
    alias_set reuse, of_columns;
    if (how != merge_operation::both)
        for (alias_index alias = 1; alias < data.joins.size(); ++alias) reuse.insert(alias);
    const alias_set of_added_columns = joins_of_columns(added);
    for (const alias_index alias : joins_of_columns(data))
        if (of_added_columns.contains(alias)) of_columns.insert(alias);
    join_votes votes;
    votes.add(data.joins.inner_ones());
    const std::vector<alias_index> to =
        take_joins(data.joins, added.joins, joins_of_conditions(added), std::move(reuse), of_columns);
    alias_set needed;
    for (const alias_index alias : added.joins.inner_ones())
        if (to[alias] != not_taken) needed.insert(to[alias]);
    votes.add(needed);
    static_cast<void>(votes.apply(data.joins, how != merge_operation::both, 2));

    std::vector<expr> conditions;
    for (const expr& condition : added.where) conditions.push_back(relabelled(condition, to));
    if (how == merge_operation::both) {
        data.where.insert(data.where.end(), conditions.begin(), conditions.end());
        return;
    }
    expr one = as_one(std::move(data.where)), two = as_one(std::move(conditions));
    const expr whole = how == merge_operation::one
                           ? either_but_not_both(std::move(one), std::move(two))
                           : make(node::combination{node::connective::any, {std::move(one), std::move(two)}});
    data.where.clear();
    if (is<node::nothing>(*whole)) data.nothing = true;
    else data.where.push_back(whole);
}

}  // namespace detail

VINYL_DECL query& query::merge(merge_operation how, const query& other) {
    detail::require_mergeable(*data_);
    detail::require_mergeable(other.data());
    detail::require_alike_to_merge(*data_, other.data());
    query_data& data = own();
    const query_data& added = other.data();
    if (how == merge_operation::both && (data.nothing || added.nothing)) data.nothing = true;
    else if (!added.nothing) detail::merge_conditions(data, how, added);
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
