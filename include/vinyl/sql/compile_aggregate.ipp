// SELECT of aggregates over a whole query.
#pragma once

#include <vinyl/sql/compile.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/inner_columns.hpp>
#include <vinyl/sql/resolver.hpp>
#include <vinyl/sql/select_plan.hpp>
#include <vinyl/sql/separate.hpp>
#include <vinyl/sql/statement_parts.hpp>
#include <vinyl/sql/tree.hpp>
#include <vinyl/sql/writer.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace vinyl::sql {

VINYL_DECL statement select_aggregates(const query& given, const std::vector<named_expression>& aggregates) {
    detail::require_complete(given);
    query q = detail::bare_rows(given);
    query_data& data = query_access::own(q);
    const bool combined = !data.operands.empty();
    std::size_t named = 0;  // columns of a set operation
    const detail::resolver names{data, data.joins};
    std::vector<expr> wanted;
    for (const named_expression& entry : aggregates) {
        wanted.push_back(names(combined ? detail::over_combined(data, entry.what, named) : entry.what));
        data.note(wanted.back());
    }
    detail::writer out(256);
    out.zone = &data.zone;
    const auto write_wanted = [&](const detail::visible_tables* here) {
        out.text += "SELECT ";
        detail::comma next(out.text);
        for (const expr& e : wanted) {
            next();
            out.to_read(e, here);
        }
        out.text += " FROM";
    };

    if (combined) {
        for (const expr& e : wanted) detail::require_flat(e);
        write_wanted(nullptr);
        out.text += " (";
        out.select(q, detail::projection::rows, 0, nullptr);
        if (named > 0) detail::end_first_columns(out.text, "subquery", named);
        else out.text += ") \"subquery\"";
        return detail::finish(out, &data);
    }

    // an annotation that is a window is calculated inside, too
    const bool of_windows = std::any_of(wanted.begin(), wanted.end(), [](const expr& e) { return e->has_window; });
    const bool wrap = data.group != grouping::none || data.sliced() || data.distinct || data.has_aggregates() ||
                      of_windows || !data.qualify.empty() || data.selects_sets();
    if (!wrap) {
        out.with(data);
        for (const expr& e : wanted) detail::require_flat(e);
        if (auto alone = detail::separated(data, wanted)) {
            wanted = std::move(*alone);
            write_wanted(nullptr);
            out.text.resize(out.text.size() - 5);  // there are no rows, only one value of each
            return detail::finish(out, &data);
        }
        const detail::visible_tables here{&data.joins, 0, nullptr};
        write_wanted(&here);
        out.text.resize(out.text.size() - 5);  // from() writes FROM itself
        out.from(here);
        detail::write_where(out, data, here);
        return detail::finish(out, &data);
    }

    detail::inner_columns inner(data, [](const expression&) { return false; });
    for (expr& e : wanted) {
        e = inner.outside(e);
        detail::require_flat(e);
    }
    write_wanted(nullptr);
    out.text += " (";
    // Distinct rows are told apart by all their columns, and sets make rows of one, so those stay; else only what is read is
    // selected.
    std::vector<named_expression> list;
    std::vector<std::string> column_names;
    if (data.distinct || data.selects_sets()) {
        if (data.values_mode) {
            list = data.values;
        } else {
            detail::each_loaded_column(data, {}, *data.model, [&](const column_info& column) {
                list.push_back({"", names.column(path{{}, &column, {}})});
            });
            for (const auto& entry : data.annotations)
                if (entry.selected) list.push_back({"", entry.what});
        }
        for (named_expression& column : list) column.name = "__row" + std::to_string(&column - list.data());
    }
    detail::add_columns(list, inner);
    const bool no_columns = list.empty();
    detail::select_instead(data, std::move(list));
    out.select(q, no_columns ? detail::projection::one : detail::projection::rows, 0, nullptr);
    out.text += ") \"subquery\"";
    return detail::finish(out, &data);
}

}  // namespace vinyl::sql
