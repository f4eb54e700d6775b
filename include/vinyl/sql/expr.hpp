// What an expression is to those who only pass it on, and the operators that expressions are made with.
#pragma once

#include <memory>

namespace vinyl::sql {

struct expression;

/// A shared, immutable expression: value expressions and conditions alike. Thread safety: any thread may read it; copies share one
/// node.
using expr = std::shared_ptr<const expression>;

enum class arithmetic_operator : unsigned char {
    add,
    subtract,
    multiply,
    divide,
    modulo,
    bit_and,
    bit_or,
    bit_xor,
    shift_left,
    shift_right
};

/// One term of an ordering by any expression.
struct order_term {
    expr by;
    bool descending = false;
    enum class nulls_order : unsigned char { unspecified, first, last } nulls = nulls_order::unspecified;
};

}  // namespace vinyl::sql
