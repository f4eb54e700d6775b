// SELECT with conditions on windows. The server calculates windows when it has chosen the rows, so what is said of them stands
// around that, as it does in Django: SELECT ... FROM (SELECT ..., RANK() OVER (...) ...) "qualify" WHERE ...
#pragma once

#include <vinyl/sql/compile.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/inner_columns.hpp>
#include <vinyl/sql/resolver.hpp>
#include <vinyl/sql/select_plan.hpp>
#include <vinyl/sql/statement_parts.hpp>
#include <vinyl/sql/tree.hpp>
#include <vinyl/sql/writer.hpp>

#include <utility>

namespace vinyl::sql::detail {

/// The select list of a plan.
inline std::vector<named_expression> selected_by(const select_plan& plan) {
    const query_data& data = plan.data;
    std::vector<named_expression> list;
    if (plan.what == projection::key) {
        if (const expr single = plan.single_column()) list.push_back({"", single});
        else
            for (const expr& key : resolved_columns(0, data.model->keys)) list.push_back({"", key});
    } else if (plan.what == projection::rows && data.values_mode) {
        list = data.values;
    } else if (plan.what == projection::rows) {
        const auto table = [&](alias_index alias, step_list steps) {
            each_loaded_column(data, steps, plan.joins.table(alias), [&](const column_info& column) {
                list.push_back({"", resolved_column(alias, column)});
            });
        };
        table(0, {});
        for (const auto& entry : data.annotations)
            if (entry.selected) list.push_back({entry.name, entry.what});
        for (std::size_t i = 0; i < plan.related.size(); ++i) table(plan.related[i], data.related[i]);
    }
    for (const expr& extra : plan.extras) list.push_back({"", extra});
    return list;
}

/// The rows that the conditions are asked of: the query without them, and without what comes behind them.
inline query asked_rows(const query& q, const select_plan& plan, const inner_columns& inner) {
    query rows = q;
    query_data& data = query_access::own(rows);
    data.qualify.clear();
    data.joins = plan.joins;
    data.order.clear();
    data.explicit_order = true;
    data.distinct = false;
    data.distinct_on.clear();
    data.related.clear();
    data.low = 0;
    data.high.reset();
    for (const expr& column : inner.columns)
        if (data.group == grouping::none && column->has_aggregate) data.group = grouping::model;
    std::vector<named_expression> list;
    add_columns(list, inner);
    select_instead(data, std::move(list));
    return rows;
}

VINYL_DECL void write_qualified(writer& out, const query& q, const select_plan& plan, char letter,
                                const visible_tables* around) {
    const query_data& data = plan.data;
    if (data.lock.strength != lock_strength::none)
        throw usage_error(
            "rows that were chosen by a window can not be locked: lock those with their keys, by "
            "filter(\"id\"_f.in(...)) of this query");
    inner_columns inner(data, [](const expression& e) { return is<node::window>(e) || is<node::aggregate>(e); });
    std::vector<named_expression> list = selected_by(plan);
    for (named_expression& column : list) column.what = inner.reference_to(column.what);
    std::vector<expr> distinct_on, conditions;
    for (const expr& field : plan.distinct_on) distinct_on.push_back(inner.reference_to(field));
    for (const expr& condition : data.qualify) conditions.push_back(inner.outside(condition));
    std::vector<order_term> order = plan.order;
    for (order_term& term : order) term.by = inner.reference_to(term.by);

    const join_list no_tables(*data.model);
    const visible_tables here{&no_tables, letter, around};
    out.text += "SELECT ";
    if (!distinct_on.empty()) {
        out.text += "DISTINCT ON (";
        out.list(distinct_on, &here);
        out.text += ") ";
    } else if (data.distinct && plan.what != projection::one) {
        out.text += "DISTINCT ";
    }
    comma next(out.text);
    for (const named_expression& column : list) {
        next();
        if (plan.what == projection::rows) write_computed(out, column, here);
        else out.write(column.what, &here);
    }
    if (list.empty()) out.text += '1';
    out.text += " FROM (";
    out.select(asked_rows(q, plan, inner), projection::rows, letter, around);
    out.text += ") \"qualify\" WHERE ";
    out.conjunction(conditions, &here);
    if (!order.empty()) {
        out.text += " ORDER BY ";
        out.order(order, &here);
    }
    write_limits(out, data);
}

}  // namespace vinyl::sql::detail
