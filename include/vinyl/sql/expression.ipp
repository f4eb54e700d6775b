// The functions that make expressions.
#include <vinyl/sql/expression.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/tree.hpp>

#include <utility>

namespace vinyl::sql {
namespace detail {

inline std::shared_ptr<expression> make_with_query(node kind, const query& inner, expr left = {}) {
    auto made = make(kind);
    made->left = std::move(left);
    made->inner = std::make_shared<const query>(inner);
    note_children(*made);
    return made;
}

inline bool is_null_value(const expr& e) { return e->kind == node::null || (e->kind == node::value && e->value.null); }

}  // namespace detail

VINYL_DECL expr column(const path& where) {
    auto made = detail::make(node::column);
    made->where = where;
    if (where.column != nullptr && where.transforms.empty()) made->oid = where.column->oid;
    return made;
}

VINYL_DECL expr annotation(std::string name) {
    auto made = detail::make(node::annotation);
    made->text = std::move(name);
    return made;
}

VINYL_DECL expr value(wire_value v, std::string cast_to) {
    auto made = detail::make(node::value);
    made->oid = v.oid;
    made->value = std::move(v);
    made->text = std::move(cast_to);
    return made;
}

VINYL_DECL expr null(std::string type) {
    auto made = detail::make(node::null);
    made->text = std::move(type);
    return made;
}

VINYL_DECL expr outer(const path& where, std::uint32_t depth) {
    auto made = detail::make(node::outer);
    made->where = where;
    made->depth = depth;
    made->has_outer = true;
    if (where.column != nullptr && where.transforms.empty()) made->oid = where.column->oid;
    return made;
}

VINYL_DECL expr outer(std::string name, std::uint32_t depth) {
    auto made = detail::make(node::outer);
    made->text = std::move(name);
    made->depth = depth;
    made->has_outer = true;
    return made;
}

VINYL_DECL expr raw(std::vector<std::string> pieces, std::vector<expr> operands, std::uint32_t oid) {
    if (pieces.size() != operands.size() + 1)
        throw usage_error("raw SQL takes one piece of text more than it has operands");
    auto made = detail::make_with(node::raw, std::move(operands));
    made->pieces = std::move(pieces);
    made->oid = oid;
    made->has_raw = true;
    return made;
}

VINYL_DECL expr arithmetic(arithmetic_operator op, expr left, expr right, std::uint32_t oid) {
    auto made = detail::make(node::arithmetic, std::move(left), std::move(right));
    made->op = op;
    made->oid = oid;
    return made;
}

VINYL_DECL expr row(std::vector<expr> values) { return detail::make_with(node::row, std::move(values)); }

VINYL_DECL expr negate(expr operand) {
    const auto oid = operand->oid;
    auto made = detail::make(node::negate, std::move(operand));
    made->oid = oid;
    return made;
}

VINYL_DECL expr function(std::string name, std::vector<expr> arguments, std::uint32_t oid, bool has_effects) {
    auto made = detail::make_with(node::function, std::move(arguments));
    made->has_raw = made->has_raw || has_effects;
    made->text = std::move(name);
    made->oid = oid;
    return made;
}

VINYL_DECL expr cast(expr operand, std::string type, std::uint32_t oid) {
    auto made = detail::make(node::cast, std::move(operand));
    made->text = std::move(type);
    made->oid = oid;
    return made;
}

VINYL_DECL expr extract(transform part, expr operand) {
    auto made = detail::make(node::extract, std::move(operand));
    made->alias = static_cast<std::uint32_t>(part);
    if (part == transform::lower || part == transform::upper) made->oid = detail::text_oid;
    return made;
}

VINYL_DECL expr under_keys(expr document, std::span<const std::string_view> keys, bool as_text) {
    if (keys.empty()) return document;
    // keys travel as parameters, so that none of them is ever read as SQL or as a path
    std::vector<expr> arguments{std::move(document)};
    for (const std::string_view key : keys)
        arguments.push_back(value(wire_value{detail::text_oid, false, std::string(key)}));
    if (as_text) return function("jsonb_extract_path_text", std::move(arguments));
    return function("jsonb_extract_path", std::move(arguments), detail::jsonb_oid);
}

VINYL_DECL expr case_when(std::vector<when> branches, expr otherwise, std::string type) {
    auto made = detail::make(node::case_when);
    made->operands.reserve(branches.size() * 2);
    for (auto& branch : branches) {
        made->operands.push_back(condition(std::move(branch.condition)));
        made->operands.push_back(std::move(branch.then));
    }
    made->left = std::move(otherwise);
    made->text = std::move(type);
    detail::note_children(*made);
    return made;
}

VINYL_DECL expr aggregate(std::string name, expr argument, aggregate_options options) {
    static const expr star = detail::make(node::star);
    auto made = detail::make(node::aggregate);
    made->text = std::move(name);
    made->left = argument ? std::move(argument) : expr(star);
    if (options.filter) made->right = condition(std::move(options.filter));
    made->third = std::move(options.otherwise);
    made->operands = std::move(options.more_arguments);
    made->order = std::move(options.order);
    made->flag = options.distinct;
    made->oid = options.oid;
    detail::note_children(*made);
    made->has_aggregate = true;
    return made;
}

VINYL_DECL expr count_rows() {
    aggregate_options options;
    options.oid = detail::int8_oid;
    return aggregate("COUNT", {}, std::move(options));
}

VINYL_DECL expr window(expr function_or_aggregate, window_options options) {
    auto made = detail::make(node::window);
    made->oid = function_or_aggregate->oid;
    made->left = std::move(function_or_aggregate);
    made->operands = std::move(options.partition_by);
    made->order = std::move(options.order);
    made->text = std::move(options.frame);
    detail::note_children(*made);
    made->has_window = true;
    return made;
}

VINYL_DECL expr subquery(const query& inner, std::uint32_t oid) {
    auto made = detail::make_with_query(node::subquery, inner);
    made->oid = oid;
    return made;
}

VINYL_DECL expr array_subquery(const query& inner, std::uint32_t oid) {
    auto made = detail::make_with_query(node::array_subquery, inner);
    made->oid = oid;
    return made;
}

VINYL_DECL expr compare(lookup how, expr left, expr right) {
    if (detail::is_null_value(right)) {
        if (how == lookup::exact || how == lookup::iexact || how == lookup::not_distinct_from)
            return is_null(std::move(left), true);
        if (how == lookup::distinct_from) return is_null(std::move(left), false);
        throw usage_error("NULL can not be compared with this lookup: use isnull, or exact for `is NULL`");
    }
    if (is_pattern(how) && right->kind == node::value) {
        const wire_value& given = right->value;
        if (given.oid == 0 || detail::is_text(given.oid))
            right = value(wire_value{detail::text_oid, false, like_pattern(how, given.bytes)}, right->text);
    }
    auto made = detail::make(node::compare, std::move(left), std::move(right));
    made->lookup = how;
    made->oid = detail::bool_oid;
    return made;
}

VINYL_DECL expr in_values(expr left, wire_value list, bool empty, bool had_null, std::string cast_to) {
    if (empty && !had_null) return nothing();
    expr values = empty ? expr{} : value(std::move(list), std::move(cast_to));
    auto made = detail::make(node::in_values, std::move(left), std::move(values));
    made->flag = had_null;
    made->oid = detail::bool_oid;
    return made;
}

VINYL_DECL expr in_rows(expr left, std::vector<expr> arrays, bool empty, bool had_null) {
    auto made = detail::make(node::in_values, std::move(left), empty ? expr() : row(std::move(arrays)));
    made->flag = had_null;
    made->oid = detail::bool_oid;
    return made;
}

VINYL_DECL expr in_parts(expr left, wire_value joined, wire_value first, wire_value last, bool empty, bool had_null,
                         std::string cast_to) {
    if (empty && !had_null) return nothing();
    expr values;
    if (!empty)
        values = detail::make(node::parts, value(std::move(joined), std::move(cast_to)), value(std::move(first)),
                              value(std::move(last)));
    auto made = detail::make(node::in_values, std::move(left), std::move(values));
    made->flag = had_null;
    made->oid = detail::bool_oid;
    return made;
}

VINYL_DECL expr in_query(expr left, const query& inner) {
    if (inner.is_nothing()) return nothing();
    auto made = detail::make_with_query(node::in_query, inner, std::move(left));
    made->oid = detail::bool_oid;
    return made;
}

VINYL_DECL expr in_range(expr left, expr low, expr high) {
    if (detail::is_null_value(low) || detail::is_null_value(high))
        throw usage_error("NULL can not be a bound of a range");
    auto made = detail::make(node::in_range, std::move(left), std::move(low), std::move(high));
    made->oid = detail::bool_oid;
    return made;
}

VINYL_DECL expr is_null(expr left, bool truth) {
    auto made = detail::make(node::is_null, std::move(left));
    made->flag = truth;
    made->oid = detail::bool_oid;
    return made;
}

namespace detail {

/// What is left of a combination of no conditions: neutral in every combination, and its own negation.
inline const expr& no_condition() {
    static const expr none = [] {
        auto made = make(node::everything);
        made->flag = true;
        return made;
    }();
    return none;
}

inline expr combine(node kind, std::vector<expr> conditions) {
    std::erase_if(conditions, [](const expr& e) { return !e || is_neutral(e); });
    if (conditions.empty()) return no_condition();
    for (expr& e : conditions) e = condition(std::move(e));
    if (conditions.size() == 1) return std::move(conditions.front());
    auto made = make_with(kind, std::move(conditions));
    made->oid = bool_oid;
    return made;
}

}  // namespace detail

VINYL_DECL expr all_of(std::vector<expr> conditions) { return detail::combine(node::all_of, std::move(conditions)); }

VINYL_DECL expr any_of(std::vector<expr> conditions) { return detail::combine(node::any_of, std::move(conditions)); }

VINYL_DECL expr one_of(std::vector<expr> conditions) { return detail::combine(node::one_of, std::move(conditions)); }

VINYL_DECL bool is_neutral(const expr& condition) noexcept {
    return condition->kind == node::everything && condition->flag;
}

VINYL_DECL expr negation(expr operand) {
    expr condition = sql::condition(std::move(operand));
    if (condition->kind == node::nothing) return everything();
    if (condition->kind == node::everything) return condition->flag ? condition : nothing();
    if (condition->kind == node::negation) return condition->left;
    auto made = detail::make(node::negation, std::move(condition));
    made->oid = detail::bool_oid;
    return made;
}

VINYL_DECL expr exists(const query& inner) {
    if (inner.is_nothing()) return nothing();
    auto made = detail::make_with_query(node::exists, inner);
    made->oid = detail::bool_oid;
    return made;
}

VINYL_DECL expr condition(expr boolean) {
    if (detail::is_condition(*boolean)) return boolean;
    if (boolean->kind == node::column) {
        return compare(lookup::exact, std::move(boolean),
                       value(wire_value{detail::bool_oid, false, std::string(1, '\1')}));
    }
    auto made = detail::make(node::condition, std::move(boolean));
    made->oid = detail::bool_oid;
    return made;
}

VINYL_DECL expr nothing() {
    static const expr never = detail::make(node::nothing);
    return never;
}

VINYL_DECL expr everything() {
    static const expr always = detail::make(node::everything);
    return always;
}

VINYL_DECL std::string like_pattern(lookup how, std::string_view text) {
    if (!is_pattern(how)) return std::string(text);
    const bool open_start = how != lookup::startswith && how != lookup::istartswith;
    const bool open_end = how != lookup::endswith && how != lookup::iendswith;
    std::string pattern;
    pattern.reserve(text.size() + 2);
    if (open_start) pattern += '%';
    for (const char c : text) {
        if (c == '\\' || c == '%' || c == '_') pattern += '\\';
        pattern += c;
    }
    if (open_end) pattern += '%';
    return pattern;
}

}  // namespace vinyl::sql
