// One node of the expression tree: value expressions and conditions as plain, immutable, shared data.
#pragma once

#include <vinyl/base/statement.hpp>
#include <vinyl/sql/table_info.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vinyl::sql {

class query;
struct expression;

/// A shared, immutable expression. Thread safety: any thread may read it; copies share one node.
using expr = std::shared_ptr<const expression>;

enum class node : unsigned char {
    // leaves
    column,      ///< A path from the query's model (`where`), to be resolved.
    annotation,  ///< An annotation of the query by name (`text`), to be resolved.
    outer,       ///< A path (`where`) or a name (`text`) in the query around this one, `depth` levels up (1 = next).
    value,       ///< A parameter (`value`), with `text` as the SQL type to cast it to (empty: none).
    null,        ///< NULL, cast to `text` when that is not empty.
    raw,         ///< SQL text of the user's: `pieces` around `operands`.
    resolved,    ///< A column of a joined table: `alias`, `depth` levels up, `where.column`.
    reference,   ///< A column of a derived table, by position (`alias`).
    star,        ///< `*`, for COUNT(*).
    // values
    arithmetic,
    negate,
    function,
    cast,
    case_when,
    aggregate,
    subquery,
    array_subquery,
    window,
    extract,
    parts,  ///< Rows of parts of the array `left`: from the elements `right` to the elements `third`.
    row,    ///< Several values as one, `operands`: the key of a model whose key has several columns.
    // conditions
    compare,
    in_values,  ///< `left` in the array `right`, or for rows in the rows of the arrays in the row `right`.
    in_query,
    in_range,
    is_null,
    is_true,  ///< left IS TRUE: what may be NULL as true or false
    exists,
    all_of,
    any_of,
    one_of,
    negation,
    condition,
    nothing,
    everything
};

enum class lookup : unsigned char {
    exact,
    iexact,
    contains,
    icontains,
    startswith,
    istartswith,
    endswith,
    iendswith,
    regex,
    iregex,
    gt,
    gte,
    lt,
    lte,
    distinct_from,
    not_distinct_from,
    // operators of arrays, ranges, json, text search: written as they are between both sides
    array_contains,
    contained_by,
    overlap,
    has_key,
    has_any_keys,
    has_keys,
    strictly_left,
    strictly_right,
    adjacent,
    matches,
    similar
};

enum class arithmetic_operator : unsigned char {
    add,
    subtract,
    multiply,
    divide,
    modulo,
    power,
    bit_and,
    bit_or,
    bit_xor,
    shift_left,
    shift_right,
    concatenate,
    json_get,
    json_get_text,
    json_path,
    json_path_text
};

/// One term of an ordering by any expression.
struct order_term {
    expr by;
    bool descending = false;
    enum class nulls_order : unsigned char { unspecified, first, last } nulls = nulls_order::unspecified;
};

/// One node. Which members count depends on `kind`; use the functions below instead of filling it in.
struct expression {
    node kind{};
    sql::lookup lookup{};
    arithmetic_operator op{};
    bool flag = false;           ///< is_null: the truth wanted; aggregate: DISTINCT; in_values: the list holds NULL.
    bool has_aggregate = false;  ///< An aggregate somewhere below (not inside subqueries).
    bool has_outer = false;      ///< A reference to an outer query somewhere below (subqueries included).
    bool has_raw = false;        ///< SQL of the user's, or a function with effects, somewhere below.
    bool has_window = false;
    std::uint32_t depth = 0;
    std::uint32_t alias = 0;
    std::uint32_t oid = 0;  ///< Type of the result when it is known, else 0.
    path where;
    wire_value value;
    std::string text;
    expr left, right, third;
    std::vector<expr> operands;
    std::vector<std::string> pieces;  ///< raw: operands.size() + 1 texts.
    std::vector<order_term> order;    ///< aggregate, window: ORDER BY.
    std::shared_ptr<const query> inner;
};

}  // namespace vinyl::sql
