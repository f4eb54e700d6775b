// Bodies of schema/expression_text.hpp.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/schema/expression_text.hpp>
#include <vinyl/schema/literal.hpp>
#include <vinyl/sql/compile.hpp>  // the writer of subqueries
#include <vinyl/sql/identifier.hpp>
#include <vinyl/sql/query.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/resolver.hpp>
#include <vinyl/sql/writer.hpp>

namespace vinyl::schema::detail {

VINYL_DECL std::string written(const sql::table_info& table, const sql::expr& resolved, const sql::query_data& parts) {
    if (parts.joins.size() > 1)
        throw usage_error("vinyl: the meta of " + std::string(table.model) +
                          " has a check, a default or an index that leads to "
                          "another table; the database lets it use columns of its own row only");
    const sql::detail::visible_tables here{&parts.joins};
    sql::detail::writer out(128);
    out.write(resolved, &here);
    return with_literals(out.text, out.parameters, sql::quoted_identifier(table.name) + ".");
}

VINYL_DECL std::string condition_text(const sql::table_info& table, const sql::expr& condition) {
    sql::query rows(table);
    rows.filter(condition);
    const sql::query_data& parts = rows.data();
    std::string text;
    for (const sql::expr& each : parts.where) {
        if (!text.empty()) text += " AND ";
        text += written(table, each, parts);
    }
    return text.empty() ? "true" : text;
}

VINYL_DECL std::string expression_text(const sql::table_info& table, const sql::expr& value) {
    sql::query_data parts(table);
    const sql::detail::resolver names{parts, parts.joins};
    return written(table, names(value), parts);
}

VINYL_DECL std::string index_term(const sql::table_info& table, const sql::expr& value, bool descending,
                                  sql::order_term::nulls_order nulls) {
    const auto* const column = sql::as<sql::node::column>(*value);
    const bool plain = column != nullptr && column->where.transforms.empty();
    std::string text = expression_text(table, value);
    if (!plain) text = "(" + text + ")";
    if (descending) text += " DESC";
    if (nulls == sql::order_term::nulls_order::first) text += " NULLS FIRST";
    if (nulls == sql::order_term::nulls_order::last) text += " NULLS LAST";
    return text;
}

}  // namespace vinyl::schema::detail
