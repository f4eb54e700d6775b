// From a query to the statement that is sent: pure functions, no I/O. The text never depends on a value, so equal
// shapes give equal texts; every value is a parameter, LIMIT and OFFSET included.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/sql/query.hpp>

#include <string>
#include <vector>

namespace vinyl::sql {

// ------------------------------------------------------------------------------------------------------- reading
// A query that is_nothing() compiles to a statement that returns no rows; callers need not send it.

[[nodiscard]] statement select(const query& q);
/// SELECT COUNT(*), over a subquery when the query is sliced, distinct, grouped or combined. One row, one int8.
[[nodiscard]] statement select_count(const query& q);
/// SELECT 1 ... LIMIT 1: a row or none.
[[nodiscard]] statement select_exists(const query& q);
/// One row with the aggregates in the order given; they may name annotations and paths.
[[nodiscard]] statement select_aggregates(const query& q, const std::vector<named_expression>& aggregates);
/// EXPLAIN in front of a statement: `options` is SQL such as "ANALYZE, BUFFERS, FORMAT JSON", may be empty.
[[nodiscard]] statement explain(statement s, std::string_view options);

// Queries for the terminal operations, to be given to select():
/// As it is when sliced, else without ordering, and with LIMIT 21 unless the primary key allows one row only.
[[nodiscard]] query for_get(query q);
[[nodiscard]] query for_first(query q);  ///< By its ordering, else by key; one row.
/// Its rows [low, high), by its ordering, else by key, unless it is sliced. Throws usage_error where the key can not order.
[[nodiscard]] query for_page(query q, std::uint64_t low, std::uint64_t high);
[[nodiscard]] query for_page(query q);  ///< Its rows in the order in which pages are made of them.
[[nodiscard]] query for_last(query q);  ///< Reversed, or from the last key; one row. Throws usage_error when sliced.
/// The row that comes first by these terms, or last, whatever the query's own order and direction. Throws usage_error when
/// sliced.
[[nodiscard]] query for_earliest(query q, std::vector<order_term> by);
[[nodiscard]] query for_latest(query q, std::vector<order_term> by);

// ------------------------------------------------------------------------------------------------------- writing

struct assignment {
    const column_info* column = nullptr;
    expr what;  ///< Paths in it must stay on the updated table; null pointer: DEFAULT.
};

/// What INSERT does when a row is there already.
struct conflict_action {
    enum class kind : unsigned char { fail, ignore, update } what = kind::fail;
    std::vector<const column_info*> unique;  ///< ON CONFLICT (unique...): required for update.
    std::vector<const column_info*> update;  ///< SET column = EXCLUDED.column
};

/// One row of INSERT: per column an expression (usually value()), or a null pointer for DEFAULT.
using insert_row = std::vector<expr>;

/// INSERT INTO table (columns) VALUES (...), (...) RETURNING ...; no columns: DEFAULT VALUES (one row only).
/// At most 65,535 parameters in one statement: throws usage_error beyond that.
[[nodiscard]] statement insert(const table_info& table, list_view<const column_info* const> columns,
                               std::vector<insert_row> rows, list_view<const column_info* const> returning = {},
                               const conflict_action& conflict = {});
/// The fast way for one row of plain values; std::nullopt-like DEFAULTs are left out of `columns` by the caller.
[[nodiscard]] statement insert_one(const table_info& table, list_view<const column_info* const> columns,
                                   std::vector<wire_value> values, list_view<const column_info* const> returning = {},
                                   const conflict_action& conflict = {});
/// INSERT ... SELECT * FROM UNNEST($1::type[], ...): one array parameter per column, one text for all numbers of rows.
/// Not for columns that are arrays themselves.
[[nodiscard]] statement insert_arrays(const table_info& table, list_view<const column_info* const> columns,
                                      std::vector<wire_value> arrays,
                                      list_view<const column_info* const> returning = {},
                                      const conflict_action& conflict = {});

/// UPDATE ... SET ... WHERE ...; joins only inside WHERE key IN (SELECT ...). Ordering is ignored.
/// Throws usage_error: sliced or DISTINCT ON, or an assignment that leaves the table.
[[nodiscard]] statement update(const query& q, std::vector<assignment> assignments,
                               list_view<const column_info* const> returning = {});
/// DELETE FROM ... WHERE ... Throws usage_error when sliced or DISTINCT ON.
[[nodiscard]] statement erase(const query& q, list_view<const column_info* const> returning = {});

/// UPDATE table SET ... WHERE key = $n, for one instance. `key` has a value for each column of the key, which are moved from.
[[nodiscard]] statement update_by_key(const table_info& table, std::vector<assignment> assignments,
                                      list_view<wire_value> key, list_view<const column_info* const> returning = {});
[[nodiscard]] statement erase_by_key(const table_info& table, list_view<wire_value> key);
/// UPDATE table SET c = d.c FROM UNNEST(keys, arrays...) AS d WHERE table.key = d.key: bulk_update in one statement.
[[nodiscard]] statement update_arrays(const table_info& table, list_view<const column_info* const> columns,
                                      std::vector<wire_value> keys, std::vector<wire_value> arrays);

}  // namespace vinyl::sql

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/compile_select.ipp>
#include <vinyl/sql/compile_aggregate.ipp>
#include <vinyl/sql/compile_combined.ipp>
#include <vinyl/sql/compile_common.ipp>
#include <vinyl/sql/compile_qualified.ipp>
#include <vinyl/sql/compile_write.ipp>
#endif
