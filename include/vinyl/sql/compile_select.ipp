// SELECT statements.
#pragma once

#include <vinyl/sql/compile.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/identifier.hpp>
#include <vinyl/sql/resolver.hpp>
#include <vinyl/sql/select_plan.hpp>
#include <vinyl/sql/separate.hpp>
#include <vinyl/sql/statement_parts.hpp>
#include <vinyl/sql/tree.hpp>
#include <vinyl/sql/writer.hpp>

#include <algorithm>
#include <utility>

namespace vinyl::sql {
namespace detail {

VINYL_DECL void write_computed(writer& out, const named_expression& column, const visible_tables& here) {
    // Rows are read by position, so a name is for those who read the SQL, except for vinyl's own, which start with __.
    const bool own = column.name.starts_with("__");
    if (own) out.write(column.what, &here);
    else out.to_read(column.what, &here);
    const bool wanted = !is<node::resolved>(*column.what) || own;
    if (!wanted || column.name.empty() || column.name.size() > longest_identifier) return;
    out.text += " AS ";
    append_identifier(out.text, column.name);
}

VINYL_DECL void write_read_cast(writer& out, const column_info& column) {
    if (!column.cast_to_read && !column.cast_always) return;
    out.text += "::";
    out.text += column.as_member;
}

inline void write_select_list(writer& out, const select_plan& plan, const visible_tables& here) {
    const query_data& data = plan.data;
    comma next(out.text);
    if (plan.what == projection::key) {
        next();
        if (const expr single = plan.single_column()) out.write(single, &here);
        else out.key_columns(*data.model, here);
    } else if (plan.what == projection::one) {
        // all rows are one group where nothing tells them apart
        const bool one_group = data.group != grouping::none && plan.groups.empty();
        out.text += one_group ? "COUNT(*)" : "1";
    } else if (data.values_mode) {
        for (const named_expression& column : data.values) {
            next();
            write_computed(out, column, here);
        }
    } else {
        const auto table = [&](alias_index alias, step_list steps) {
            const table_info& info = plan.joins.table(alias);
            next();
            const auto start = out.text.size();
            out.alias(alias, here);
            std::string prefix = ", ";
            prefix.append(out.text, start).append(1, '.');
            out.text.resize(start);
            std::size_t skip = 2;  // no comma before the first
            each_loaded_column(data, steps, info, [&](const column_info& column) {
                append_identifier(out.text, std::string_view(prefix).substr(skip), column.name);
                write_read_cast(out, column);
                skip = 0;
            });
        };
        table(0, {});
        for (const auto& entry : data.annotations) {
            if (!entry.selected) continue;
            next();
            write_computed(out, {entry.name, entry.what}, here);
        }
        for (std::size_t i = 0; i < plan.related.size(); ++i) table(plan.related[i], data.related[i]);
    }
    for (const expr& extra : plan.extras) {
        next();
        out.write(extra, &here);
    }
}

/// A subquery can name a column that rows around it are grouped by, and no expression: so these become columns.
inline void write_calculated_keys(writer& out, const query_data& data, const visible_tables& here) {
    if (data.calculated_keys.empty()) return;
    out.text += " CROSS JOIN LATERAL (SELECT ";
    comma next(out.text);
    std::size_t position = 0;
    for (const expr& key : data.calculated_keys) {
        next();
        out.write(key, &here);
        out.text += " AS \"__key" + std::to_string(position++) + '"';
    }
    out.text += ") \"group_keys\"";
}

VINYL_DECL void write_where(writer& out, const query_data& data, const visible_tables& here) {
    if (data.is_nothing()) {
        out.text += " WHERE FALSE";
        return;
    }
    bool first = true;
    for (const expr& condition : data.where) {
        if (condition->has_aggregate) continue;
        out.text += std::exchange(first, false) ? " WHERE " : " AND ";
        out.write(condition, &here);
    }
}

/// A column of the select list by its position, where there is one: the parameters in it are then written once.
inline void write_reference(writer& out, const select_plan& plan, const expr& e, const visible_tables& here) {
    if (const std::size_t position = plan.position(e)) out.text += std::to_string(position);
    else out.order_key(e, &here);
}

inline void write_groups(writer& out, const select_plan& plan, const visible_tables& here) {
    if (!plan.groups.empty()) {
        out.text += " GROUP BY ";
        comma next(out.text);
        for (const expr& e : plan.groups) {
            next();
            write_reference(out, plan, e, here);
        }
    } else if (plan.data.is_nothing() && plan.data.has_aggregates()) {
        // the one group that there is without rows
        out.text += " HAVING FALSE";
        return;
    }
    if (!plan.having) return;
    bool first = true;
    for (const expr& condition : plan.data.where) {
        if (!condition->has_aggregate) continue;
        out.text += std::exchange(first, false) ? " HAVING " : " AND ";
        out.write(condition, &here);
    }
}

VINYL_DECL void write_direction(writer& out, const order_term& term) {
    out.text += term.descending ? " DESC" : " ASC";
    if (term.nulls == order_term::nulls_order::first) out.text += " NULLS FIRST";
    if (term.nulls == order_term::nulls_order::last) out.text += " NULLS LAST";
}

inline void write_order(writer& out, const select_plan& plan, const visible_tables& here) {
    if (plan.order.empty()) return;
    out.text += " ORDER BY ";
    comma next(out.text);
    for (const order_term& term : plan.order) {
        next();
        write_reference(out, plan, term.by, here);
        write_direction(out, term);
    }
}

VINYL_DECL void write_limits(writer& out, const query_data& data) {
    if (data.high) {
        out.text += " LIMIT ";
        if (data.own_limit) out.text += std::to_string(*data.high - data.low);
        else out.count_parameter(*data.high - data.low, &data.high);
    }
    if (data.low != 0) {
        out.text += " OFFSET ";
        out.count_parameter(data.low, &data.low);
    }
}

/// The path to a joined table, as a user writes it.
inline std::string way_to(const join_list& joins, alias_index alias) {
    std::vector<const relation_info*> steps;
    for (; alias != 0; alias = joins[alias].parent) steps.insert(steps.begin(), joins[alias].relation);
    return written_out(path{steps, nullptr, {}});
}

/// What the server knows no row of a table for, it can not lock.
inline void require_rows_to_lock(const select_plan& plan) {
    const query_data& data = plan.data;
    const auto over_window = [](const auto& column) { return column.what->has_window; };
    const char* what = nullptr;
    if (data.distinct) what = "distinct rows";
    else if (data.group != grouping::none || plan.having || data.has_aggregates()) what = "groups of rows";
    else if (std::any_of(data.annotations.begin(), data.annotations.end(), over_window) ||
             std::any_of(data.values.begin(), data.values.end(), over_window) ||
             std::any_of(plan.order.begin(), plan.order.end(),
                         [](const order_term& term) { return term.by->has_window; }))
        what = "rows with a value that is calculated over a window";
    if (what == nullptr) return;
    throw usage_error(std::string("select_for_update() can not lock ") + what +
                      ": lock the rows in a subquery, filter(\"id\"_f.in(rows.select_for_update()))");
}

/// What is locked has to be there in every row.
inline void require_row(const join_list& joins, alias_index alias) {
    if (joins.is_left(alias))
        throw usage_error("select_for_update() can not lock the rows of \"" + way_to(joins, alias) +
                          "\", which may lack: name what to lock, of(\"self\"_f)");
}

/// The table that of() names by a relation.
inline alias_index table_to_lock(const select_plan& plan, step_list steps) {
    std::string choices = "\"self\"";
    for (std::size_t i = 0; i < plan.related.size(); ++i) {
        if (same_steps(steps, plan.data.related[i])) return plan.related[i];
        choices += ", \"" + written_out(path{plan.data.related[i], nullptr, {}}) + '"';
    }
    throw usage_error("select_for_update() can not lock \"" + written_out(path{steps, nullptr, {}}) +
                      "\", which is not read with the rows; choices are: " + choices + " (others by select_related())");
}

inline void write_lock(writer& out, const select_plan& plan, const visible_tables& here) {
    const auto& lock = plan.data.lock;
    switch (lock.strength) {
        case lock_strength::none: return;
        case lock_strength::update: out.text += " FOR UPDATE"; break;
        case lock_strength::no_key_update: out.text += " FOR NO KEY UPDATE"; break;
        case lock_strength::share: out.text += " FOR SHARE"; break;
        case lock_strength::key_share: out.text += " FOR KEY SHARE"; break;
    }
    require_rows_to_lock(plan);
    if (lock.of_self || !lock.of.empty()) {
        out.text += " OF ";
        comma next(out.text);
        if (lock.of_self) {
            next();
            out.alias(0, here);
        }
        for (const step_list steps : lock.of) {
            const alias_index alias = table_to_lock(plan, steps);
            require_row(plan.joins, alias);
            next();
            out.alias(alias, here);
        }
    } else {
        for (alias_index alias = 1; alias < plan.joins.size(); ++alias)
            if (!plan.joins.is_dropped(alias)) require_row(plan.joins, alias);
    }
    if (lock.wait == lock_wait::nowait) out.text += " NOWAIT";
    if (lock.wait == lock_wait::skip_locked) out.text += " SKIP LOCKED";
}

inline void write_plan(writer& out, const select_plan& plan, const visible_tables& here) {
    out.text += "SELECT ";
    if (!plan.distinct_on.empty()) {
        out.text += "DISTINCT ON (";
        out.list(plan.distinct_on, &here);
        out.text += ") ";
    } else if (plan.data.distinct && plan.what != projection::one) {
        out.text += "DISTINCT ";
    }
    write_select_list(out, plan, here);
    out.from(here);
    write_calculated_keys(out, plan.data, here);
    write_where(out, plan.data, here);
    write_groups(out, plan, here);
    write_order(out, plan, here);
    write_limits(out, plan.data);
    write_lock(out, plan, here);
}

/// While this lives, parts of timestamps are taken in the query's time zone, if it has one.
struct zone_of_query {
    zone_of_query(writer& out, const query_data& data) noexcept : out_(out), before_(out.zone) {
        if (data.zone) out.zone = &data.zone;
    }
    zone_of_query(const zone_of_query&) = delete;
    zone_of_query& operator=(const zone_of_query&) = delete;
    ~zone_of_query() { out_.zone = before_; }

private:
    writer& out_;
    const expr* before_;
};

VINYL_DECL void writer::select(const query& q, projection what, char letter, const visible_tables* around) {
    const query_data& data = q.data();
    const zone_of_query in_zone(*this, data);
    const std::size_t around_it = commons.size();
    with(data);
    select_rows(q, what, letter, around);
    commons.resize(around_it);
}

VINYL_DECL void writer::select_rows(const query& q, projection what, char letter, const visible_tables* around) {
    const query_data& data = q.data();
    if (!data.operands.empty()) return write_combined(*this, data, what, around, letter);
    // Which rows a slice of distinct rows holds depends on the whole select list.
    if (what == projection::one && data.distinct && data.sliced()) what = projection::rows;
    const auto write = [&](const query& rows, const select_plan& plan) {
        // DISTINCT makes columns necessary that must not leave a subquery.
        const bool hides_columns = what == projection::key && !plan.extras.empty();
        const std::size_t shown = !hides_columns ? 0 : plan.data.values_mode ? 1 : plan.data.model->keys.size();
        if (hides_columns) begin_first_columns(text, "distinct_rows", shown);
        if (plan.data.qualify.empty()) write_plan(*this, plan, {&plan.joins, letter, around});
        else write_qualified(*this, rows, plan, letter, around);
        if (hides_columns) end_first_columns(text, "distinct_rows", shown);
    };
    const select_plan plan(q, what);
    if (const auto alone = separated(plan)) write(*alone, select_plan(*alone, what));
    else write(q, plan);
}

VINYL_DECL statement finish(writer& out, const query_data* data) {
    statement made;
    made.text = std::move(out.text);
    made.parameters = std::move(out.parameters);
    made.keeps_session = !out.has_raw;
    made.locks_rows = data != nullptr && data->lock.strength != lock_strength::none;
    made.plain_read = data != nullptr && !data->has_raw && !made.locks_rows;
    return made;
}

VINYL_DECL void require_complete(const query& q) {
    if (q.data().has_outer)
        throw usage_error("the query refers to an outer query: it can only be used inside another one");
}

VINYL_DECL query bare_rows(query q) {
    query_data& data = query_access::own(q);
    data.related.clear();
    data.lock = {};
    if (data.sliced() || !data.distinct_on.empty()) return q;
    if (data.group == grouping::columns && !data.order.empty()) {
        // Distinct rows differ by what they are ordered by, too.
        if (data.distinct) return q;
        // An ordering splits groups.
        const select_plan plan(q, projection::rows);
        data.joins = plan.joins;
        for (const order_term& term : plan.order) data.group_by.push_back(term.by);
    }
    data.order.clear();
    data.explicit_order = true;
    return q;
}

}  // namespace detail

VINYL_DECL statement select(const query& q) {
    detail::require_complete(q);
    detail::writer out(384);
    out.select(q, detail::projection::rows, 0, nullptr);
    return detail::finish(out, &q.data());
}

VINYL_DECL statement select_count(const query& given) {
    detail::require_complete(given);
    const query q = detail::bare_rows(given);
    const query_data& data = q.data();
    detail::writer out(256);
    out.zone = &data.zone;
    const bool wrap = data.group != grouping::none || data.sliced() || data.distinct || !data.operands.empty() ||
                      data.has_aggregates() || !data.qualify.empty() || data.selects_sets();
    if (wrap) {
        // Distinct rows are told apart by all their columns.
        const bool whole = data.distinct || !data.operands.empty() || data.selects_sets();
        out.text += "SELECT COUNT(*) FROM (";
        out.select(q, whole ? detail::projection::rows : detail::projection::one, 0, nullptr);
        out.text += ") \"subquery\"";
    } else {
        const detail::visible_tables here{&data.joins, 0, nullptr};
        out.with(data);
        out.text += "SELECT COUNT(*)";
        out.from(here);
        detail::write_where(out, data, here);
    }
    return detail::finish(out, &data);
}

VINYL_DECL statement select_exists(const query& given) {
    detail::require_complete(given);
    query q = given;
    if (q.is_nothing()) q.none();  // for what is done to its limit below
    if (given.is_distinct() && !given.sliced()) q.distinct(false);
    q = detail::bare_rows(std::move(q));
    detail::writer out(256);
    query_data& data = query_access::own(q);
    // The LIMIT is part of the text, not a parameter: it never differs.
    data.high.reset();
    if (given.high() && given.is_distinct()) data.high = given.high();
    out.select(q, data.selects_sets() ? detail::projection::rows : detail::projection::one, 0, nullptr);
    if (!data.high) out.text += " LIMIT 1";
    return detail::finish(out, &data);
}

VINYL_DECL statement explain(statement s, std::string_view options) {
    s.text.insert(0, options.empty() ? "EXPLAIN " : "EXPLAIN (" + std::string(options) + ") ");
    s.plain_read = false;
    return s;
}

namespace detail {

/// @pre not sliced
inline void own_limit(query& q, std::uint64_t count) {
    q.limit(count);
    query_access::own(q).own_limit = true;
}

/// Calls f(column) for each column of the model that a conjunction says to equal a value.
inline void each_given_column(const expression& condition, function_ref<void(const column_info&)> f) {
    if (const auto* several = as<node::combination>(condition);
        several != nullptr && several->how == node::connective::all) {
        for (const expr& part : several->members) each_given_column(*part, f);
        return;
    }
    const auto* const compared = as<node::compare>(condition);
    if (compared == nullptr || !compared->how->traits().is_equality) return;
    const list_view<const expr> left = values_of_row(compared->left), right = values_of_row(compared->right);
    if (left.size() != right.size()) return;
    for (std::size_t i = 0; i < left.size(); ++i) {
        const auto* const column = as<node::resolved>(*left[i]);
        if (column != nullptr && column->alias == 0 && column->depth == 0 && is<node::value>(*right[i]))
            f(*column->column);
    }
}

[[nodiscard]] inline bool names_key(const std::vector<expr>& conditions, const table_info& model) {
    std::uint64_t given = 0;
    for (const expr& condition : conditions)
        each_given_column(*condition, [&](const column_info& column) {
            for (std::size_t i = 0; i < model.keys.size(); ++i)
                if (model.keys[i] == &column) given |= std::uint64_t{1} << i;
        });
    return !model.keys.empty() && given == (std::uint64_t{1} << model.keys.size()) - 1;
}

/// The primary key is given, and nothing in the query makes several rows of one.
[[nodiscard]] inline bool at_most_one_row(const query_data& data) {
    return data.joins.size() == 1 && data.operands.empty() && data.distinct_on.empty() && data.annotations.empty() &&
           data.values.empty() && names_key(data.where, *data.model);
}

}  // namespace detail

VINYL_DECL query for_get(query q) {
    if (!q.sliced()) {
        if (q.data().distinct_on.empty()) q.clear_ordering();
        // A limit on what is one row at most is work for the server alone: one part in twenty of a get by key.
        if (!detail::at_most_one_row(q.data())) detail::own_limit(q, 21);
    }
    return q;
}

namespace detail {

/// Orders by the key what has no order.
inline void order_by_key(query& q) {
    if (q.ordered()) return;
    const char* const without_key = !q.data().operands.empty() && q.has_values() ? "combined values"
                                    : q.data().group == grouping::columns        ? "groups"
                                                                                 : nullptr;
    if (without_key != nullptr)
        throw usage_error(std::string("first(), last() and page() of ") + without_key + " need an order_by()");
    if (q.model().keys.empty())
        throw usage_error("first(), last() and page() of " + std::string(q.model().model) +
                          ", which has no primary key, need an order_by()");
    std::vector<order_term> terms;
    for (const column_info* key : q.model().keys) terms.push_back({column(path{{}, key, {}}), false, {}});
    q.order_by(std::move(terms));
}

}  // namespace detail

VINYL_DECL query for_first(query q) {
    if (q.sliced()) return q.slice(0, 1);
    // No order was asked for, so any row is the first.
    if (!q.data().explicit_order) detail::order_by_key(q);
    detail::own_limit(q, 1);
    return q;
}

VINYL_DECL query for_page(query q) {
    if (q.sliced()) return q;
    // a key in their ordering would tell rows apart that are to be the same
    if (q.is_distinct() && !q.ordered() && (q.has_values() || !q.data().distinct_on.empty()))
        throw usage_error("page() of distinct values, or of distinct(fields), needs an order_by()");
    detail::order_by_key(q);
    return q;
}

VINYL_DECL query for_page(query q, std::uint64_t low, std::uint64_t high) {
    q = for_page(std::move(q));
    q.slice(low, high);
    return q;
}

VINYL_DECL query for_last(query q) {
    detail::require_unsliced(q.data(), "another direction");
    detail::order_by_key(q);
    q.reverse();
    detail::own_limit(q, 1);
    return q;
}

namespace detail {

inline query first_by(query q, std::vector<order_term> by, bool reversed) {
    if (by.empty()) throw usage_error("latest() and earliest() need fields to go by, and this ordering is empty");
    q.order_by(std::move(by));
    query_access::own(q).reversed = reversed;
    own_limit(q, 1);
    return q;
}

}  // namespace detail

VINYL_DECL query for_earliest(query q, std::vector<order_term> by) {
    return detail::first_by(std::move(q), std::move(by), false);
}

VINYL_DECL query for_latest(query q, std::vector<order_term> by) {
    return detail::first_by(std::move(q), std::move(by), true);
}

VINYL_DECL output_list query::outputs() const {
    const query_data& data = data_->operands.empty() ? *data_ : data_->operands.front().data();
    output_list list;
    if (data.values_mode) {
        for (const named_expression& computed : data.values) {
            const auto* const plain = as<node::resolved>(*computed.what);
            list.columns.push_back({computed.name, plain != nullptr ? plain->column : nullptr});
        }
        list.first_annotation = list.columns.size();
        return list;
    }
    const auto table = [&](step_list steps, const table_info& info, std::size_t* key) {
        // never NULL in a row that is there
        const column_info* const sure = key == nullptr ? nullptr
                                        : info.keys.empty()
                                            ? &detail::column_named(info, steps.back()->columns[0].remote)
                                            : info.keys.front();
        detail::each_loaded_column(data, steps, info, [&](const column_info& column) {
            if (key != nullptr && &column == sure) *key = list.columns.size();
            list.columns.push_back({column.field, &column});
        });
    };
    table({}, *data.model, nullptr);
    list.model_count = list.first_annotation = list.columns.size();
    for (const auto& entry : data.annotations)
        if (entry.selected) list.columns.push_back({entry.name, nullptr});
    for (const step_list steps : data.related) {
        related_output row;
        row.steps = steps;
        row.table = &steps.back()->target();
        for (const relation_info* step : steps) row.nullable = row.nullable || step->nullable || !step->forward();
        for (std::size_t i = 0; i < list.related.size(); ++i)
            if (detail::same_steps(list.related[i].steps, steps.first(steps.size() - 1)))
                row.parent = static_cast<std::ptrdiff_t>(i);
        row.first = list.columns.size();
        table(steps, *row.table, &row.key);
        row.count = list.columns.size() - row.first;
        list.related.push_back(row);
    }
    return list;
}

}  // namespace vinyl::sql
