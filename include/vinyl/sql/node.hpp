// The nodes of expression trees: plain, immutable, shared data. Each kind of node is a small struct in `node`, with members of its
// own; what every node has stands in `expression`. visit() is how they are handled: it does not compile when a kind is left out.
// Internal to sql/.
#pragma once

#include <vinyl/base/statement.hpp>
#include <vinyl/sql/expr.hpp>
#include <vinyl/sql/function_info.hpp>
#include <vinyl/sql/lookup_info.hpp>
#include <vinyl/sql/table_info.hpp>
#include <vinyl/sql/transform_info.hpp>
#include <vinyl/sql/window_frame.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vinyl::sql {

class query;

enum class node_kind : unsigned char {
    // leaves
    column,
    annotation,
    outer_column,
    outer_name,
    value,
    null,
    raw,
    resolved,
    reference,
    star,
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
    parts,
    row,
    // conditions
    compare,
    in_values,
    in_query,
    in_range,
    is_null,
    is_true,
    exists,
    combination,
    negation,
    condition,
    nothing,
    everything
};

/// The kinds. Each says whether it `is_condition`: it yields true or false, and can be negated without changing its meaning; and
/// children() calls f(child) for every place of a child, in the order in which they are resolved; some may be null pointers.
namespace node {

/// A path from the query's model, to be resolved.
struct column {
    static constexpr node_kind kind = node_kind::column;
    static constexpr bool is_condition = false;
    path where;

    static void children(auto&, auto&&) {}
};

/// An annotation of the query, to be resolved.
struct annotation {
    static constexpr node_kind kind = node_kind::annotation;
    static constexpr bool is_condition = false;
    std::string name;

    static void children(auto&, auto&&) {}
};

/// A path in the query around this one, `depth` levels up (1 = next).
struct outer_column {
    static constexpr node_kind kind = node_kind::outer_column;
    static constexpr bool is_condition = false;
    path where;
    std::uint32_t depth = 1;

    static void children(auto&, auto&&) {}
};

/// What a name means in the query around this one, `depth` levels up.
struct outer_name {
    static constexpr node_kind kind = node_kind::outer_name;
    static constexpr bool is_condition = false;
    std::string name;
    std::uint32_t depth = 1;

    static void children(auto&, auto&&) {}
};

/// A parameter.
struct value {
    static constexpr node_kind kind = node_kind::value;
    static constexpr bool is_condition = false;
    wire_value wire;
    std::string cast_to;  ///< An SQL type; empty: it is not cast.

    static void children(auto&, auto&&) {}
};

struct null {
    static constexpr node_kind kind = node_kind::null;
    static constexpr bool is_condition = false;
    std::string type;  ///< What it is cast to; empty: it is not cast.

    static void children(auto&, auto&&) {}
};

/// SQL of the user's.
struct raw {
    static constexpr node_kind kind = node_kind::raw;
    static constexpr bool is_condition = false;
    std::vector<std::string> pieces;  ///< One more than there are operands, which stand between them.
    std::vector<expr> operands;

    static void children(auto& self, auto&& f) {
        for (auto& operand : self.operands) f(operand);
    }
};

/// A column of a joined table.
struct resolved {
    static constexpr node_kind kind = node_kind::resolved;
    static constexpr bool is_condition = false;
    const column_info* column = nullptr;
    std::uint32_t alias = 0;
    std::uint32_t depth = 0;  ///< So many queries further out.

    static void children(auto&, auto&&) {}
};

/// A column of a derived table.
struct reference {
    static constexpr node_kind kind = node_kind::reference;
    static constexpr bool is_condition = false;
    const column_info* column = nullptr;  ///< Whose type it has; null: none.
    std::uint32_t position = 0;
    bool is_group_key = false;  ///< One of the query's calculated keys, not a column of a query inside it.
    bool was_read = false;      ///< It is what rows are read as, so a type that is cast for that has to be given back.

    static void children(auto&, auto&&) {}
};

/// `*`, for COUNT(*).
struct star {
    static constexpr node_kind kind = node_kind::star;
    static constexpr bool is_condition = false;

    static void children(auto&, auto&&) {}
};

struct arithmetic {
    static constexpr node_kind kind = node_kind::arithmetic;
    static constexpr bool is_condition = false;
    arithmetic_operator op{};
    expr left, right;

    static void children(auto& self, auto&& f) {
        f(self.left);
        f(self.right);
    }
};

struct negate {
    static constexpr node_kind kind = node_kind::negate;
    static constexpr bool is_condition = false;
    expr operand;

    static void children(auto& self, auto&& f) { f(self.operand); }
};

struct function {
    static constexpr node_kind kind = node_kind::function;
    static constexpr bool is_condition = false;
    function_info called;
    std::vector<expr> arguments;

    static void children(auto& self, auto&& f) {
        for (auto& argument : self.arguments) f(argument);
    }
};

struct cast {
    static constexpr node_kind kind = node_kind::cast;
    static constexpr bool is_condition = false;
    expr operand;
    std::string type;

    static void children(auto& self, auto&& f) { f(self.operand); }
};

struct case_when {
    static constexpr node_kind kind = node_kind::case_when;
    static constexpr bool is_condition = false;
    struct branch {
        expr condition, then;
    };
    std::vector<branch> branches;
    expr otherwise;    ///< Null: NULL.
    std::string type;  ///< What the whole is cast to; empty: it is not cast.

    static void children(auto& self, auto&& f) {
        f(self.otherwise);
        for (auto& branch : self.branches) {
            f(branch.condition);
            f(branch.then);
        }
    }
};

struct aggregate {
    static constexpr node_kind kind = node_kind::aggregate;
    static constexpr bool is_condition = false;
    aggregate_info called;
    expr argument;   ///< `*`, for COUNT(*), if there is none.
    expr filter;     ///< FILTER (WHERE ...); null: none.
    expr otherwise;  ///< Instead of NULL; null: none.
    std::vector<expr> more_arguments;
    std::vector<order_term> order;
    bool distinct = false;

    static void children(auto& self, auto&& f) {
        f(self.argument);
        f(self.filter);
        f(self.otherwise);
        for (auto& argument : self.more_arguments) f(argument);
        for (auto& term : self.order) f(term.by);
    }
};

struct subquery {
    static constexpr node_kind kind = node_kind::subquery;
    static constexpr bool is_condition = false;
    std::shared_ptr<const query> inner;
    bool of_group = false;  ///< It speaks only of what the rows of a group have in common: none is split by it.

    static void children(auto&, auto&&) {}
};

struct array_subquery {
    static constexpr node_kind kind = node_kind::array_subquery;
    static constexpr bool is_condition = false;
    std::shared_ptr<const query> inner;

    static void children(auto&, auto&&) {}
};

struct window {
    static constexpr node_kind kind = node_kind::window;
    static constexpr bool is_condition = false;
    expr computed;  ///< A function or an aggregate, which then does not group.
    std::vector<expr> partition_by;
    std::vector<order_term> order;
    window_frame frame;
    expr frame_start, frame_end;  ///< How far from the current row; null where that is not said.

    static void children(auto& self, auto&& f) {
        f(self.computed);
        for (auto& part : self.partition_by) f(part);
        for (auto& term : self.order) f(term.by);
        f(self.frame_start);
        f(self.frame_end);
    }
};

/// A part of a date, or another function that a path may name.
struct extract {
    static constexpr node_kind kind = node_kind::extract;
    static constexpr bool is_condition = false;
    const transform_info* part = nullptr;
    expr operand;

    static void children(auto& self, auto&& f) { f(self.operand); }
};

/// Rows of parts of one long array: from the elements `first` to the elements `last`.
struct parts {
    static constexpr node_kind kind = node_kind::parts;
    static constexpr bool is_condition = false;
    expr joined, first, last;

    static void children(auto& self, auto&& f) {
        f(self.joined);
        f(self.first);
        f(self.last);
    }
};

/// Several values as one: the key of a model whose key has several columns.
struct row {
    static constexpr node_kind kind = node_kind::row;
    static constexpr bool is_condition = false;
    std::vector<expr> values;

    static void children(auto& self, auto&& f) {
        for (auto& value : self.values) f(value);
    }
};

struct compare {
    static constexpr node_kind kind = node_kind::compare;
    static constexpr bool is_condition = true;
    const lookup_info* how = nullptr;
    expr left, right;

    static void children(auto& self, auto&& f) {
        f(self.left);
        f(self.right);
    }
};

struct in_values {
    static constexpr node_kind kind = node_kind::in_values;
    static constexpr bool is_condition = true;
    expr left;
    expr list;  ///< An array, parts of one, or for rows a row of arrays; null: an empty list.
    bool had_null = false;

    static void children(auto& self, auto&& f) {
        f(self.left);
        f(self.list);
    }
};

struct in_query {
    static constexpr node_kind kind = node_kind::in_query;
    static constexpr bool is_condition = true;
    expr left;
    std::shared_ptr<const query> inner;

    static void children(auto& self, auto&& f) { f(self.left); }
};

struct in_range {
    static constexpr node_kind kind = node_kind::in_range;
    static constexpr bool is_condition = true;
    expr left, low, high;

    static void children(auto& self, auto&& f) {
        f(self.left);
        f(self.low);
        f(self.high);
    }
};

struct is_null {
    static constexpr node_kind kind = node_kind::is_null;
    static constexpr bool is_condition = true;
    expr operand;
    bool truth = true;  ///< false: IS NOT NULL.

    static void children(auto& self, auto&& f) { f(self.operand); }
};

/// IS TRUE: what may be NULL as true or false.
struct is_true {
    static constexpr node_kind kind = node_kind::is_true;
    static constexpr bool is_condition = true;
    expr operand;

    static void children(auto& self, auto&& f) { f(self.operand); }
};

struct exists {
    static constexpr node_kind kind = node_kind::exists;
    static constexpr bool is_condition = true;
    std::shared_ptr<const query> inner;

    static void children(auto&, auto&&) {}
};

enum class connective : unsigned char {
    all,
    any,
    one  ///< An odd number of them.
};

/// Several conditions as one.
struct combination {
    static constexpr node_kind kind = node_kind::combination;
    static constexpr bool is_condition = true;
    connective how{};
    std::vector<expr> members;

    static void children(auto& self, auto&& f) {
        for (auto& member : self.members) f(member);
    }
};

struct negation {
    static constexpr node_kind kind = node_kind::negation;
    static constexpr bool is_condition = true;
    expr operand;

    static void children(auto& self, auto&& f) { f(self.operand); }
};

/// A boolean value as a condition.
struct condition {
    static constexpr node_kind kind = node_kind::condition;
    static constexpr bool is_condition = true;
    expr boolean;

    static void children(auto& self, auto&& f) { f(self.boolean); }
};

/// Never true.
struct nothing {
    static constexpr node_kind kind = node_kind::nothing;
    static constexpr bool is_condition = true;

    static void children(auto&, auto&&) {}
};

/// Always true.
struct everything {
    static constexpr node_kind kind = node_kind::everything;
    static constexpr bool is_condition = true;
    bool neutral = false;  ///< What is left of a combination of no conditions: it stays so under NOT.

    static void children(auto&, auto&&) {}
};

}  // namespace node

/// What every node has. Made by detail::make() (tree.hpp) only.
struct expression {
    const node_kind kind;
    const bool is_condition;
    bool has_aggregate = false;  ///< An aggregate somewhere below (not inside subqueries).
    bool has_outer = false;      ///< A reference to an outer query somewhere below (subqueries included).
    bool has_raw = false;        ///< SQL of the user's, or what has effects (a function, locks), somewhere below.
    bool has_window = false;
    bool gives_rows = false;  ///< A function that gives a set somewhere below.
    std::uint32_t oid = 0;    ///< Type of the result when it is known, else 0.

protected:
    expression(node_kind kind_, bool is_condition_) noexcept : kind(kind_), is_condition(is_condition_) {}
};

namespace detail {

/// A node of one kind: allocated with the size that the kind needs.
template <class Kind>
struct node_of final : expression {
    explicit node_of(Kind what_) noexcept : expression(Kind::kind, Kind::is_condition), what(std::move(what_)) {}

    Kind what;
};

/// @pre e.kind == Kind::kind
template <class Kind>
const Kind& members(const expression& e) noexcept {
    return static_cast<const node_of<Kind>&>(e).what;
}

/// One of these kinds.
template <class Kind, class... Kinds>
concept among = (std::same_as<Kind, Kinds> || ...);

template <class Kind>
concept condition_kind = Kind::is_condition;
template <class Kind>
concept value_kind = !Kind::is_condition;

/// Several lambdas as one function.
template <class... F>
struct overload : F... {
    using F::operator()...;
};

}  // namespace detail

/// The members of a node if it is of this kind, else null.
template <class Kind>
[[nodiscard]] const Kind* as(const expression& e) noexcept {
    return e.kind == Kind::kind ? &detail::members<Kind>(e) : nullptr;
}

template <class Kind>
[[nodiscard]] bool is(const expression& e) noexcept {
    return e.kind == Kind::kind;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wswitch"
/// f(members) of the node's kind. `f` must take each kind of node.
template <class Result, class F>
Result visit(const expression& e, const F& f) {
    switch (e.kind) {
        case node_kind::column: return f(detail::members<node::column>(e));
        case node_kind::annotation: return f(detail::members<node::annotation>(e));
        case node_kind::outer_column: return f(detail::members<node::outer_column>(e));
        case node_kind::outer_name: return f(detail::members<node::outer_name>(e));
        case node_kind::value: return f(detail::members<node::value>(e));
        case node_kind::null: return f(detail::members<node::null>(e));
        case node_kind::raw: return f(detail::members<node::raw>(e));
        case node_kind::resolved: return f(detail::members<node::resolved>(e));
        case node_kind::reference: return f(detail::members<node::reference>(e));
        case node_kind::star: return f(detail::members<node::star>(e));
        case node_kind::arithmetic: return f(detail::members<node::arithmetic>(e));
        case node_kind::negate: return f(detail::members<node::negate>(e));
        case node_kind::function: return f(detail::members<node::function>(e));
        case node_kind::cast: return f(detail::members<node::cast>(e));
        case node_kind::case_when: return f(detail::members<node::case_when>(e));
        case node_kind::aggregate: return f(detail::members<node::aggregate>(e));
        case node_kind::subquery: return f(detail::members<node::subquery>(e));
        case node_kind::array_subquery: return f(detail::members<node::array_subquery>(e));
        case node_kind::window: return f(detail::members<node::window>(e));
        case node_kind::extract: return f(detail::members<node::extract>(e));
        case node_kind::parts: return f(detail::members<node::parts>(e));
        case node_kind::row: return f(detail::members<node::row>(e));
        case node_kind::compare: return f(detail::members<node::compare>(e));
        case node_kind::in_values: return f(detail::members<node::in_values>(e));
        case node_kind::in_query: return f(detail::members<node::in_query>(e));
        case node_kind::in_range: return f(detail::members<node::in_range>(e));
        case node_kind::is_null: return f(detail::members<node::is_null>(e));
        case node_kind::is_true: return f(detail::members<node::is_true>(e));
        case node_kind::exists: return f(detail::members<node::exists>(e));
        case node_kind::combination: return f(detail::members<node::combination>(e));
        case node_kind::negation: return f(detail::members<node::negation>(e));
        case node_kind::condition: return f(detail::members<node::condition>(e));
        case node_kind::nothing: return f(detail::members<node::nothing>(e));
        case node_kind::everything: return f(detail::members<node::everything>(e));
    }
    __builtin_unreachable();
}
#pragma GCC diagnostic pop

}  // namespace vinyl::sql
