// Expressions over the columns of one table as SQL text without parameters: what CHECK and DEFAULT take.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/sql/expr.hpp>
#include <vinyl/sql/query_type.hpp>
#include <vinyl/sql/table_info.hpp>

#include <string>

namespace vinyl::schema::detail {

/// A condition over the table's own columns. Throws usage_error when it leads to another table.
[[nodiscard]] std::string condition_text(const sql::table_info& table, const sql::expr& condition);

/// A value of a row: of its own columns, or of none.
[[nodiscard]] std::string expression_text(const sql::table_info& table, const sql::expr& value);

/// A term of an index: a column, or an expression in parentheses.
[[nodiscard]] std::string index_term(const sql::table_info& table, const sql::expr& value, bool descending,
                                     sql::order_term::nulls_order nulls);

}  // namespace vinyl::schema::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/schema/expression_text.ipp>
#endif
