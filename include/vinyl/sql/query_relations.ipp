// Relations and tables that a single query has: filtered relations, common tables (WITH), and the rows above and below others.
#pragma once

#include <vinyl/sql/query.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/base/new_shared.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/resolver.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace vinyl::sql {
namespace detail {

VINYL_DECL bool join::operator==(const join& other) const {
    return relation == other.relation && table == other.table && parent == other.parent && nullable == other.nullable &&
           left == other.left && dropped == other.dropped && alike(on, other.on);
}

VINYL_DECL expr as_seen_from_join(const expr& condition, alias_index from) {
    if (!condition || is<node::everything>(*condition)) return {};
    return with_columns(condition, [&](node::resolved& column) {
        if (column.depth == 0) column.alias = from - column.alias;
    });
}

VINYL_DECL bool join_list::defines_alike(const join_list& other) const {
    return std::equal(
        defined_.begin(), defined_.end(), other.defined_.begin(), other.defined_.end(),
        [](const definition& a, const definition& b) { return a.relation == b.relation && alike(a.on, b.on); });
}

VINYL_DECL expr join_list::condition(alias_index alias) const {
    const join& j = joins_[alias - 1];
    if (!j.on) return {};
    return with_columns(j.on, [&](node::resolved& column) {
        if (column.depth != 0) return;
        alias_index at = alias;
        for (; column.alias > 0; --column.alias) at = joins_[at - 1].parent;
        column.alias = at;
    });
}

/// A condition of a join, resolved against these joins, of which it needs no further ones.
inline expr resolved_join_condition(query_data& data, join_list& joins, const expr& given, std::string_view relation) {
    const alias_index before = joins.size();
    alias_set there;
    for (alias_index alias = 1; alias < before; ++alias) there.insert(alias);
    const resolver names{data, joins, nullptr, &there};
    const expr built = condition_builder(names, false).build(condition(given)).what;
    if (joins.size() != before)
        throw usage_error("the condition of \"" + std::string(relation) +
                          "\" speaks of a table that is not on the way to its rows: say this to filter()");
    if (built->has_aggregate || built->has_window)
        throw usage_error("the condition of \"" + std::string(relation) +
                          "\" is asked of single rows: it knows no aggregates and no windows");
    data.note(built);
    return built;
}

inline void add_common(query_data& data, common_table added) {
    data.has_raw = data.has_raw || added.rows.data().has_raw || added.rows.locked();
    data.commons.push_back(vinyl::detail::new_shared<const common_table>(std::move(added)));
}

}  // namespace detail

VINYL_DECL query& query::define_relation(const relation_info& relation, step_list way, const expr& given) {
    detail::require_unsliced(*data_, "a filtered_relation");
    detail::require_uncombined(*data_, "a filtered_relation");
    query_data& data = own();
    detail::join_list joins(*data.model);
    joins.define_as(data.joins);
    const detail::alias_index end = joins.follow(0, way, nullptr, nullptr);
    const expr condition = detail::resolved_join_condition(data, joins, given, relation.field);
    data.joins.define(relation, detail::as_seen_from_join(condition, end));
    return *this;
}

VINYL_DECL query& query::join_common(const relation_info& relation, query rows, common_storage storage, bool left) {
    detail::require_unsliced(*data_, "a common table");
    detail::require_uncombined(*data_, "a common table");
    query_data& data = own();
    for (const auto& other : data.commons)
        if (other->relation->target().name == relation.target().name)
            throw usage_error("the query has a common table \"" + std::string(relation.target().name) +
                              "\" already: choose another name");
    if (!left) data.nothing = data.nothing || rows.is_nothing();
    detail::add_common(data, {&relation, std::move(rows), storage, {}});
    data.joins.add(relation, left);
    return *this;
}

VINYL_DECL query& query::join_again(const relation_info& relation, bool left) {
    own().joins.add(relation, left);
    return *this;
}

VINYL_DECL query& query::meet_common(const relation_info& relation, const expr& given) {
    query_data& data = own();
    const detail::alias_index alias = data.joins.find(0, relation, nullptr);
    detail::join_list joins = data.joins;  // what the condition needs makes no other join INNER
    const expr condition = detail::resolved_join_condition(data, joins, given, relation.field);
    for (const expr& column : detail::columns_of_its_query(condition)) {
        const detail::alias_index of = as<node::resolved>(*column)->alias;
        if (of != 0 && of != alias)
            throw usage_error("the condition of \"" + std::string(relation.field) +
                              "\" speaks of a table that is not on the way to its rows: say this to filter()");
    }
    if (is<node::everything>(*condition)) return *this;
    data.joins.set_condition(alias, detail::with_columns(condition, [](node::resolved& column) {
                                 if (column.depth == 0) column.alias = column.alias == 0 ? 1 : 0;
                             }));
    return *this;
}

VINYL_DECL query& query::join_tree(const relation_info& relation, query start, tree_walk walk) {
    query_data& data = own();
    data.nothing = data.nothing || start.is_nothing();
    detail::add_common(data, {&relation, std::move(start), common_storage::unsaid, std::move(walk)});
    data.joins.add(relation, false);
    return *this;
}

}  // namespace vinyl::sql
