// Aggregates in subqueries of their own.
#pragma once

#include <vinyl/sql/separate.hpp>

#include <vinyl/base/new_shared.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/resolver.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <utility>

namespace vinyl::sql::detail {

/// Which alias one of another query has become; none: it is not there.
using alias_map = std::vector<std::optional<alias_index>>;

/// The aggregates of groups below an expression: not those over windows, but what these are calculated of.
inline void collect_aggregates(std::vector<expr>& found, const expr& e) {
    if (!e->has_aggregate) return;
    if (is<node::aggregate>(*e)) {
        if (std::find(found.begin(), found.end(), e) == found.end()) found.push_back(e);
        return;
    }
    const auto* const window = as<node::window>(*e);
    each_child(*e, [&](const expr& child) {
        if (window != nullptr && child == window->computed)
            each_child(*child, [&](const expr& inside) { collect_aggregates(found, inside); });
        else collect_aggregates(found, child);
    });
}

/// Equal values make no difference to it.
inline bool ignores_repeats(const expr& aggregate) {
    const auto& kind = *as<node::aggregate>(*aggregate);
    return kind.distinct || kind.called.traits().ignores_repeats;
}

/// Who joins what.
class join_users {
public:
    explicit join_users(const join_list& joins) : joins_(joins) {}

    [[nodiscard]] alias_set all_many() const {
        alias_set found;
        for (alias_index alias = 1; alias < joins_.size(); ++alias)
            if (joins_[alias].relation->many() && !joins_.is_dropped(alias)) found.insert(alias);
        return found;
    }
    /// The aliases of columns, and those that they hang on.
    [[nodiscard]] alias_set aliases_of(const std::vector<expr>& columns) const {
        alias_set found;
        for (const expr& column : columns)
            for (alias_index alias = as<node::resolved>(*column)->alias;; alias = joins_[alias].parent) {
                found.insert(alias);
                if (alias == 0) break;
            }
        return found;
    }
    /// The many-valued ones among them.
    [[nodiscard]] alias_set many_of(const std::vector<expr>& columns) const {
        alias_set found;
        for (const alias_index alias : aliases_of(columns))
            if (alias != 0 && joins_[alias].relation->many()) found.insert(alias);
        return found;
    }

    /// Those that decide which rows there are: conditions and groups go through them, or they are joined for it.
    [[nodiscard]] alias_set chosen_by(const std::vector<expr>& columns) const {
        alias_set found = many_of(columns);
        for (const alias_index alias : all_many())
            if (joins_[alias].chooses) found.insert(alias);
        return found;
    }

private:
    const join_list& joins_;
};

/// Whether one of the aggregates sees rows repeated by joins that are another's. `chosen_by`: the many-valued joins that
/// conditions and groups go through.
inline bool in_each_others_way(const std::vector<expr>& aggregates, const join_list& joins,
                               const alias_set& chosen_by) {
    const join_users users(joins);
    const alias_set all = users.all_many();
    return std::any_of(aggregates.begin(), aggregates.end(), [&](const expr& aggregate) {
        if (ignores_repeats(aggregate)) return false;
        const alias_set own = users.many_of(columns_of_its_query(aggregate));
        // rows that conditions repeat are rows, as long as it is they that are counted
        return own.empty() ? all != chosen_by : all != own;
    });
}

/// Makes the subqueries for the aggregates of one query.
class separation {
public:
    /// `keys`: what a group has in common, empty: there is one group; `calculated`: those that are no columns. `by_row`: each
    /// group is of one row of the model.
    separation(const query_data& data, const join_list& joins, std::vector<expr> keys, std::vector<expr> calculated,
               bool by_row)
        : data_(data), joins_(joins), users_(joins), keys_(std::move(keys)), calculated_(std::move(calculated)),
          by_row_(by_row) {}

    [[nodiscard]] expr alone(const expr& aggregate) const {
        const alias_set own = users_.many_of(columns_of_its_query(aggregate));
        const auto foreign = [&](const alias_set& many) {
            return std::any_of(many.begin(), many.end(), [&](alias_index alias) { return !own.contains(alias); });
        };
        // What speaks of other many-valued relations is asked in a query of its own, unless it is true already: of a row that
        // is known, all is that has nothing to do with what the aggregate is about.
        std::vector<expr> here, elsewhere, keys_here, keys_elsewhere;
        bool mixed = false;
        const auto is_foreign = [&](const expr& e) {
            const alias_set many = users_.many_of(columns_of_its_query(e));
            if (own.empty() || !foreign(many)) return false;
            mixed = mixed || std::any_of(many.begin(), many.end(), [&](alias_index a) { return own.contains(a); });
            return true;
        };
        for (const expr& condition : data_.where)
            if (!condition->has_aggregate) (is_foreign(condition) ? elsewhere : here).push_back(condition);
        for (const expr& key : keys_) (is_foreign(key) ? keys_elsewhere : keys_here).push_back(key);
        if (by_row_)
            std::erase_if(here, [&](const expr& e) { return users_.many_of(columns_of_its_query(e)).empty(); });

        std::vector<expr> columns = columns_of_its_query(aggregate);
        const auto add_columns_of = [&](const std::vector<expr>& more) {
            for (const expr& e : more)
                for (expr& column : columns_of_its_query(e)) columns.push_back(std::move(column));
        };
        add_columns_of(here);
        add_columns_of(keys_here);
        alias_set kept = users_.aliases_of(columns), asked;
        // What says which rows there are repeats those that are counted, but not what is related to them.
        for (alias_index alias = 1; !by_row_ && alias < joins_.size(); ++alias) {
            if (!joins_[alias].chooses || kept.contains(alias)) continue;
            if (own.empty() || !joins_[alias].relation->many()) kept.insert(alias);
            else if (!joins_.is_left(alias)) asked.insert(alias);
        }
        const bool asks_elsewhere =
            !asked.empty() || ((mixed || !by_row_) && !(elsewhere.empty() && keys_elsewhere.empty()));
        auto [rows, now] = part(kept);
        const auto inwards = [&inside = now](node::resolved& column) {
            if (column.depth == 0 && inside[column.alias]) column.alias = *inside[column.alias];
            else ++column.depth;
        };
        for (const expr& condition : here) rows.where.push_back(with_columns(condition, inwards));
        for (const expr& key : keys_here) rows.where.push_back(equal_outside(key, with_columns(key, inwards), 1));
        if (asks_elsewhere) rows.where.push_back(true_elsewhere(elsewhere, keys_elsewhere, asked, now));
        rows.values.push_back({"", with_columns(aggregate, inwards)});
        rows.values_mode = true;
        return make(node::subquery{shared(std::move(rows)), true}, aggregate->oid);
    }

private:
    /// The rows of the model with these joins, and which alias each became.
    [[nodiscard]] std::pair<query_data, alias_map> part(const alias_set& kept) const {
        std::pair<query_data, alias_map> made(query_data(*data_.model), {});
        made.first.joins = joins_.only(kept, made.second);
        made.first.explicit_order = true;
        made.first.nothing = data_.nothing;
        return made;
    }
    static std::shared_ptr<const query> shared(query_data rows) {
        return vinyl::detail::new_shared<const query>(query_access::from(std::move(rows)));
    }
    /// A key, as it is in here, equal to what it is `levels` queries further out.
    [[nodiscard]] expr equal_outside(const expr& key, expr here, std::uint32_t levels) const {
        bool nullable = true;
        expr outside;
        if (const auto* const column = as<node::resolved>(*key)) {
            nullable = column->column->nullable || joins_.is_left(column->alias);
            outside = resolved_column(column->alias, *column->column, levels);
        } else {
            const auto at = std::find(calculated_.begin(), calculated_.end(), key);
            outside = group_key(static_cast<std::uint32_t>(at - calculated_.begin()), *key);
        }
        return make(
            node::compare{nullable ? &lookup::not_distinct_from : &lookup::exact, std::move(here), std::move(outside)});
    }
    /// EXISTS of the rows that the query around has, the model's and related ones, joined to what conditions and keys speak of
    /// and it has not, and to what else there has to be.
    [[nodiscard]] expr true_elsewhere(const std::vector<expr>& conditions, const std::vector<expr>& keys,
                                      const alias_set& further, const alias_map& around) const {
        std::vector<expr> columns;
        for (const auto* const each : {&conditions, &keys})
            for (const expr& e : *each)
                for (expr& column : columns_of_its_query(e))
                    if (!around[as<node::resolved>(*column)->alias]) columns.push_back(std::move(column));
        alias_set kept = users_.aliases_of(columns);
        kept.insert(0);
        kept.insert(further);
        auto [rows, now] = part(kept);
        for (const alias_index alias : kept) {
            if (!around[alias] || (alias != 0 && !joins_[alias].relation->many())) continue;
            for (const column_info* column : identity_of(joins_.table(alias))) {
                const bool nullable = column->nullable || joins_.is_left(alias);
                rows.where.push_back(make(node::compare{nullable ? &lookup::not_distinct_from : &lookup::exact,
                                                        resolved_column(*now[alias], *column),
                                                        resolved_column(*around[alias], *column, 1)}));
            }
        }
        const auto inwards = [&around, &inside = now](node::resolved& column) {
            if (column.depth != 0) {
                column.depth += 2;
            } else if (around[column.alias]) {
                column.alias = *around[column.alias];
                column.depth = 1;
            } else {
                column.alias = *inside[column.alias];
            }
        };
        for (const expr& condition : conditions) rows.where.push_back(with_columns(condition, inwards));
        for (const expr& key : keys) rows.where.push_back(equal_outside(key, with_columns(key, inwards), 2));
        return make(node::exists{shared(std::move(rows))});
    }

    const query_data& data_;
    const join_list& joins_;
    join_users users_;
    std::vector<expr> keys_, calculated_;
    bool by_row_;
};

/// The columns that an expression speaks of outside of aggregates of groups; those over windows are none.
inline void add_columns(std::vector<expr>& columns, const expr& e) {
    if (is<node::aggregate>(*e)) return;
    if (is<node::resolved>(*e) || inner_query(*e) != nullptr) {
        for (expr& column : columns_of_its_query(e)) columns.push_back(std::move(column));
        return;
    }
    const auto* const window = as<node::window>(*e);
    each_child(*e, [&](const expr& child) {
        if (window != nullptr && child == window->computed)
            each_child(*child, [&](const expr& inside) { add_columns(columns, inside); });
        else add_columns(columns, child);
    });
}

VINYL_DECL expr group_key(std::uint32_t position, const expression& key) {
    return make(node::reference{typed_by(key), position, true}, key.oid);
}

VINYL_DECL std::optional<query> separated(const select_plan& plan) {
    const query_data& data = plan.data;
    if (!data.calculated_keys.empty()) return std::nullopt;  // it is what came of this
    std::vector<expr> aggregates, columns;
    const auto each = [&](const expr& e) {
        collect_aggregates(aggregates, e);
        add_columns(columns, e);
    };
    for (const auto& entry : data.annotations) each(entry.what);
    for (const expr& condition : data.where) each(condition);
    for (const expr& condition : data.qualify) each(condition);
    for (const named_expression& column : data.values) each(column.what);
    for (const order_term& term : plan.order) each(term.by);
    for (const expr& e : plan.distinct_on) each(e);
    for (const expr& e : plan.groups) add_columns(columns, e);
    const join_users users(plan.joins);
    const alias_set chosen_by = users.chosen_by(columns);
    if (!in_each_others_way(aggregates, plan.joins, chosen_by)) return std::nullopt;

    // With its key, what depends on the row of the model alone is no further key.
    std::vector<expr> keys, calculated;
    const bool by_row = !data.model->keys.empty() && !data.model->read_only &&
                        std::all_of(data.model->keys.begin(), data.model->keys.end(), [&](const column_info* key) {
                            return std::any_of(plan.groups.begin(), plan.groups.end(),
                                               [&](const expr& e) { return same(e, resolved_column(0, *key)); });
                        });
    for (const expr& key : plan.groups) {
        const auto* const column = as<node::resolved>(*key);
        const bool of_row = by_row && users.many_of(columns_of_its_query(key)).empty();
        const bool is_key = column != nullptr && column->alias == 0 && data.model->is_key(*column->column);
        if (of_row && !is_key) continue;
        if (key->gives_rows) return std::nullopt;  // a set can not be compared
        if (column == nullptr) calculated.push_back(key);
        keys.push_back(key);
    }

    const separation separate(data, plan.joins, keys, calculated, by_row);
    std::vector<std::pair<expr, expr>> now;
    const auto rewritten = [&](const expr& e) {
        return replaced(e, [&](const expr& part) -> expr {
            for (const auto& [before, after] : now)
                if (before == part) return after;
            return {};
        });
    };
    for (const expr& aggregate : aggregates) {
        const alias_set own = users.many_of(columns_of_its_query(aggregate));
        if (!own.empty() && own != chosen_by) now.emplace_back(aggregate, separate.alone(aggregate));
    }
    const std::size_t apart = now.size();
    for (std::size_t i = 0; i < calculated.size(); ++i)
        now.emplace_back(calculated[i], group_key(static_cast<std::uint32_t>(i), *calculated[i]));
    // the annotations first: others speak of them by the same node
    query_data parts = data;
    parts.calculated_keys = std::move(calculated);
    for (auto& entry : parts.annotations) {
        expr after = rewritten(entry.what);
        if (after != entry.what) now.emplace_back(entry.what, after);
        entry.what = std::move(after);
    }
    for (expr& e : parts.where) e = rewritten(e);
    for (expr& e : parts.qualify) e = rewritten(e);
    for (auto& entry : parts.values) entry.what = rewritten(entry.what);
    for (expr& e : parts.group_by) e = rewritten(e);
    parts.order = plan.order;
    for (order_term& term : parts.order) term.by = rewritten(term.by);
    parts.explicit_order = true;
    parts.reversed = false;
    bool more_aggregates = false;
    std::vector<expr> used = columns;
    for (const auto& [before, after] : now)
        for (expr& column : columns_of_its_query(after)) used.push_back(std::move(column));
    for (const expr& aggregate : aggregates) {
        if (std::any_of(now.data(), now.data() + apart, [&](const auto& one) { return one.first == aggregate; }))
            continue;
        more_aggregates = true;
        for (expr& column : columns_of_its_query(aggregate)) used.push_back(std::move(column));
    }
    parts.joins = plan.joins;
    parts.joins.keep(users.aliases_of(used));
    // each row is a group where nothing repeats it
    if (by_row && !more_aggregates && chosen_by.empty()) parts.group = grouping::none;
    else if (parts.group == grouping::none) parts.group = grouping::model;
    return query_access::from(std::move(parts));
}

VINYL_DECL std::optional<std::vector<expr>> separated(const query_data& data, const std::vector<expr>& wanted) {
    std::vector<expr> aggregates, columns;
    for (const expr& e : wanted) collect_aggregates(aggregates, e);
    for (const expr& condition : data.where) add_columns(columns, condition);
    if (!in_each_others_way(aggregates, data.joins, join_users(data.joins).chosen_by(columns))) return std::nullopt;
    const separation separate(data, data.joins, {}, {}, false);
    std::vector<expr> alone;
    for (const expr& e : wanted)
        alone.push_back(
            replaced(e, [&](const expr& part) { return is<node::aggregate>(*part) ? separate.alone(part) : expr(); }));
    return alone;
}

}  // namespace vinyl::sql::detail
