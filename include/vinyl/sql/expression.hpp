// The functions that make expressions and conditions. Nothing here knows a query; names and paths are resolved when a
// query takes the expression in.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/sql/expr.hpp>
#include <vinyl/sql/function_info.hpp>
#include <vinyl/sql/lookup_info.hpp>
#include <vinyl/sql/table_info.hpp>
#include <vinyl/sql/transform_info.hpp>
#include <vinyl/sql/window_frame.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vinyl::sql {

class query;

// ---------------------------------------------------------------------------------------------------------- leaves

/// A column by path from the model of the query it will be used in. A path that ends in a relation is its key.
[[nodiscard]] expr column(const path& where);
/// An annotation of the query by name, resolved when the query takes the expression in.
[[nodiscard]] expr annotation(std::string name);
/// A parameter. `cast_to` adds `::type`, for places where the server can not see the type from the parameter's OID.
[[nodiscard]] expr value(wire_value v, std::string cast_to = {});
/// (a, b): what a row with a key of several columns is compared with.
[[nodiscard]] expr row(std::vector<expr> values);
/// The values of a row(); any other expression is the only one.
[[nodiscard]] list_view<const expr> values_of_row(const expr& row);
/// NULL, `NULL::type` with a type.
[[nodiscard]] expr null(std::string type = {});
/// A column of the query around the subquery this is used in, `depth` levels up.
[[nodiscard]] expr outer(const path& where, std::uint32_t depth = 1);
/// An annotation of that query by name. The query throws usage_error when it has none of this name.
[[nodiscard]] expr outer(std::string name, std::uint32_t depth = 1);
/// The user's own SQL: pieces[0] operands[0] pieces[1] ... It is put in parentheses. `oid`: its type if known.
[[nodiscard]] expr raw(std::vector<std::string> pieces, std::vector<expr> operands = {}, std::uint32_t oid = 0);

// ---------------------------------------------------------------------------------------------------------- values

[[nodiscard]] expr arithmetic(arithmetic_operator op, expr left, expr right, std::uint32_t oid = 0);
[[nodiscard]] expr negate(expr operand);  ///< -x
/// `name(arguments...)`, or the text of the function with the arguments in their places.
[[nodiscard]] expr function(const function_info& called, std::vector<expr> arguments, std::uint32_t oid = 0);
[[nodiscard]] expr cast(expr operand, std::string type, std::uint32_t oid = 0);
/// A transform over any expression; also what the transforms of a path become. Parts of a timestamptz, and its date and
/// time, are those in the session's time zone; numbers come as integer. A comparison of a year with a value is written
/// as bounds, so an index on the column serves it.
[[nodiscard]] expr extract(const transform_info& part, expr operand);
/// What stands under these keys in JSON, as JSON or as a text; without keys the document itself.
[[nodiscard]] expr under_keys(expr document, list_view<const std::string_view> keys, bool as_text = false);

struct when {
    expr condition;
    expr then;
};
/// CASE WHEN ... THEN ... ELSE otherwise END; `type` (if any) casts the whole. Impossible branches are left out.
/// Joins that conditions need are LEFT, so no row is lost.
[[nodiscard]] expr case_when(std::vector<when> branches, expr otherwise = {}, std::string type = {});

struct aggregate_options {
    bool distinct = false;
    expr filter;                       ///< FILTER (WHERE ...)
    expr otherwise;                    ///< COALESCE(aggregate, otherwise)
    std::vector<order_term> order;     ///< inside the call
    std::vector<expr> more_arguments;  ///< STRING_AGG(x, delimiter)
    std::uint32_t oid = 0;
};
/// NAME(argument). Without an argument: NAME(*).
[[nodiscard]] expr aggregate(const aggregate_info& called, expr argument = {}, aggregate_options options = {});
[[nodiscard]] expr count_rows();  ///< COUNT(*)

struct window_options {
    std::vector<expr> partition_by;
    std::vector<order_term> order;
    window_frame frame;
    expr frame_start, frame_end;  ///< The offsets, where the frame has some.
};
/// function OVER (PARTITION BY ... ORDER BY ... frame); what an aggregate gives instead of NULL stands around that.
[[nodiscard]] expr window(expr function_or_aggregate, window_options options);

/// (SELECT ...): the query must give one column (no columns named: the key) and is usually limited to one row.
[[nodiscard]] expr subquery(const query& inner, std::uint32_t oid = 0);
[[nodiscard]] expr array_subquery(const query& inner, std::uint32_t oid = 0);  ///< ARRAY(SELECT ...)

// ------------------------------------------------------------------------------------------------------ conditions

/// left <lookup> right. An equality with a null value is IS NULL, with a boolean value the column itself or NOT column, as in
/// Django. For contains, startswith, endswith and their i-forms a text value becomes an escaped pattern here, and a
/// right side that is an expression is escaped in SQL. If left is a path that ends in a relation, its key is compared.
/// Throws usage_error: a null value with a lookup that refuses it. `how` outlives the expression.
[[nodiscard]] expr compare(const lookup_info& how, expr left, expr right);
/// left = ANY(list): one array parameter, without NULL elements. `empty`: the list has no element (then the condition is
/// `nothing`). `had_null`: a NULL was left out of the list; it matters under negation only, where NULL rows then go, too.
/// `cast_to`: see value().
[[nodiscard]] expr in_values(expr left, wire_value list, bool empty, bool had_null = false, std::string cast_to = {});
/// The same with values that are arrays: parts first[i] to last[i], counted from 1, of one long array.
[[nodiscard]] expr in_parts(expr left, wire_value joined, wire_value first, wire_value last, bool empty,
                            bool had_null = false, std::string cast_to = {});
/// The same of rows: `left` is the key of a model whose key has several columns, and each of them has an array.
[[nodiscard]] expr in_rows(expr left, std::vector<expr> arrays, bool empty, bool had_null = false);
/// left IN (SELECT ...). The inner query gives one column (no columns named: its key); it loses its ordering unless sliced.
[[nodiscard]] expr in_query(expr left, const query& inner);
/// left BETWEEN low AND high
[[nodiscard]] expr in_range(expr left, expr low, expr high);
/// left IS NULL / IS NOT NULL; over relations as Django: a missing row counts as null.
[[nodiscard]] expr is_null(expr left, bool truth = true);
/// Conjunction, disjunction, exclusive or (true for an odd number). Null pointers are skipped; a combination of nothing
/// is neutral: it does not restrict, in whatever it is used, negated or not.
[[nodiscard]] expr all_of(std::vector<expr> conditions);
[[nodiscard]] expr any_of(std::vector<expr> conditions);
[[nodiscard]] expr one_of(std::vector<expr> conditions);
/// Whether it is a combination of nothing.
[[nodiscard]] bool is_neutral(const expr& condition) noexcept;
/// NOT, with Django's repair for NULL. NOT NOT is as if it were not there.
[[nodiscard]] expr negation(expr condition);
/// EXISTS(SELECT 1 ... LIMIT 1)
[[nodiscard]] expr exists(const query& inner);
/// A boolean value expression (a column, a function, raw SQL, case_when) as a condition.
[[nodiscard]] expr condition(expr boolean);
[[nodiscard]] expr nothing();     ///< Never true: a query with it is not sent.
[[nodiscard]] expr everything();  ///< Always true.

// -------------------------------------------------------------------------------------------------------- patterns

/// The LIKE pattern that finds a literal text: escapes \ % _ and adds a % where it is open. Without a pattern: the text itself.
[[nodiscard]] std::string like_pattern(text_pattern how, std::string_view text);

}  // namespace vinyl::sql

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/expression.ipp>
#endif
