// What an expression is to those who only pass it on, and the operators that expressions are made with.
#pragma once

#include <memory>

namespace vinyl::sql {

struct expression;

/// A shared, immutable expression: value expressions and conditions alike. Thread safety: any thread may read it; copies share one
/// node.
using expr = std::shared_ptr<const expression>;

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

/// True for the six LIKE lookups.
[[nodiscard]] constexpr bool is_pattern(lookup how) noexcept {
    return how == lookup::contains || how == lookup::icontains || how == lookup::startswith ||
           how == lookup::istartswith || how == lookup::endswith || how == lookup::iendswith;
}

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

}  // namespace vinyl::sql
