// The functions that make expressions.
#pragma once

#include <vinyl/base/new_shared.hpp>
#include <vinyl/sql/expression.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/transform_info.hpp>
#include <vinyl/sql/tree.hpp>

#include <utility>

namespace vinyl::sql {
namespace detail {

[[nodiscard]] inline bool is_null_value(const expression& e) noexcept {
    const auto* const value = as<node::value>(e);
    return is<node::null>(e) || (value != nullptr && value->wire.null);
}

/// The type of what a path leads to, when it is known.
[[nodiscard]] inline std::uint32_t oid_of(const path& where) noexcept {
    if (where.column == nullptr) return 0;
    return where.transforms.empty() ? where.column->oid : where.transforms.back()->oid;
}

[[nodiscard]] inline std::shared_ptr<const query> shared(const query& inner) {
    return vinyl::detail::new_shared<const query>(inner);
}

}  // namespace detail

VINYL_DECL expr column(const path& where) { return detail::make(node::column{where}, detail::oid_of(where)); }

VINYL_DECL expr annotation(std::string name) { return detail::make(node::annotation{std::move(name)}); }

VINYL_DECL expr value(wire_value v, std::string cast_to) {
    const std::uint32_t oid = v.oid;
    return detail::make(node::value{std::move(v), std::move(cast_to)}, oid);
}

VINYL_DECL expr null(std::string type) { return detail::make(node::null{std::move(type)}); }

VINYL_DECL expr outer(const path& where, std::uint32_t depth) {
    return detail::make(node::outer_column{where, depth}, detail::oid_of(where));
}

VINYL_DECL expr outer(std::string name, std::uint32_t depth) {
    return detail::make(node::outer_name{std::move(name), depth});
}

VINYL_DECL expr raw(std::vector<std::string> pieces, std::vector<expr> operands, std::uint32_t oid) {
    if (pieces.size() != operands.size() + 1)
        throw usage_error("raw SQL takes one piece of text more than it has operands");
    return detail::make(node::raw{std::move(pieces), std::move(operands)}, oid);
}

VINYL_DECL expr arithmetic(arithmetic_operator op, expr left, expr right, std::uint32_t oid) {
    return detail::make(node::arithmetic{op, std::move(left), std::move(right)}, oid);
}

VINYL_DECL expr row(std::vector<expr> values) { return detail::make(node::row{std::move(values)}); }

VINYL_DECL list_view<const expr> values_of_row(const expr& row) {
    const auto* const values = as<node::row>(*row);
    return values == nullptr ? list_view(&row, 1) : list_view<const expr>(values->values);
}

VINYL_DECL expr negate(expr operand) {
    const std::uint32_t oid = operand->oid;
    return detail::make(node::negate{std::move(operand)}, oid);
}

VINYL_DECL expr function(const function_info& called, std::vector<expr> arguments, std::uint32_t oid) {
    return detail::make(node::function{called, std::move(arguments)}, oid);
}

VINYL_DECL expr cast(expr operand, std::string type, std::uint32_t oid) {
    return detail::make(node::cast{std::move(operand), std::move(type)}, oid);
}

VINYL_DECL expr extract(const transform_info& part, expr operand) {
    return detail::make(node::extract{&part, std::move(operand)}, part.oid);
}

VINYL_DECL expr under_keys(expr document, list_view<const std::string_view> keys, bool as_text) {
    if (keys.empty()) return document;
    // keys travel as parameters, so that none of them is ever read as SQL or as a path
    std::vector<expr> arguments{std::move(document)};
    for (const std::string_view key : keys)
        arguments.push_back(value(wire_value{detail::text_oid, false, std::string(key)}));
    constexpr function_info text{"jsonb_extract_path_text", {.is_strict = true}};
    constexpr function_info document_inside{"jsonb_extract_path", {.is_strict = true}};
    if (as_text) return function(text, std::move(arguments));
    return function(document_inside, std::move(arguments), detail::jsonb_oid);
}

VINYL_DECL expr case_when(std::vector<when> branches, expr otherwise, std::string type) {
    node::case_when made;
    made.branches.reserve(branches.size());
    for (when& branch : branches)
        made.branches.push_back({condition(std::move(branch.condition)), std::move(branch.then)});
    made.otherwise = std::move(otherwise);
    made.type = std::move(type);
    // of one type if all of them are
    std::uint32_t oid = made.branches.empty() ? 0 : made.branches.front().then->oid;
    const auto agree = [&](const expr& choice) {
        if (choice && !detail::is_null_value(*choice) && choice->oid != oid) oid = 0;
    };
    for (const node::case_when::branch& branch : made.branches) agree(branch.then);
    agree(made.otherwise);
    return detail::make(std::move(made), made.type.empty() ? oid : 0);
}

VINYL_DECL expr aggregate(const aggregate_info& called, expr argument, aggregate_options options) {
    static const expr star = detail::make(node::star{});
    return detail::make(node::aggregate{.called = called,
                                        .argument = argument ? std::move(argument) : star,
                                        .filter = options.filter ? condition(std::move(options.filter)) : nullptr,
                                        .otherwise = std::move(options.otherwise),
                                        .more_arguments = std::move(options.more_arguments),
                                        .order = std::move(options.order),
                                        .distinct = options.distinct},
                        options.oid);
}

VINYL_DECL expr count_rows() {
    aggregate_options options;
    options.oid = detail::int8_oid;
    constexpr aggregate_info count{"COUNT", {.never_null = true}};
    return aggregate(count, {}, std::move(options));
}

VINYL_DECL expr window(expr function_or_aggregate, window_options options) {
    const std::uint32_t oid = function_or_aggregate->oid;
    return detail::make(
        node::window{std::move(function_or_aggregate), std::move(options.partition_by), std::move(options.order),
                     options.frame, std::move(options.frame_start), std::move(options.frame_end)},
        oid);
}

VINYL_DECL expr subquery(const query& inner, std::uint32_t oid) {
    return detail::make(node::subquery{detail::shared(inner)}, oid);
}

VINYL_DECL expr array_subquery(const query& inner, std::uint32_t oid) {
    query ordered = inner;
    query_access::own(ordered).makes_array = true;
    return detail::make(node::array_subquery{detail::shared(ordered)}, oid);
}

namespace detail {
/// A subquery that has no row is NULL.
inline bool is_empty_subquery(const expression& e) noexcept {
    const auto* const inner = as<node::subquery>(e);
    return inner != nullptr && inner->inner->is_nothing();
}
}  // namespace detail

VINYL_DECL expr compare(const lookup_info& how, expr left, expr right) {
    const lookup_traits& traits = how.traits();
    if (!traits.never_null && (detail::is_empty_subquery(*left) || detail::is_empty_subquery(*right))) return nothing();
    if (detail::is_null_value(*right)) {
        if (traits.null == beside_null::refused)
            throw usage_error("NULL can not be compared with this lookup: use isnull, or exact for `is NULL`");
        return is_null(std::move(left), traits.null == beside_null::is_null);
    }
    if (const auto* given = as<node::value>(*right); given != nullptr && traits.pattern != text_pattern::none) {
        if (given->wire.oid == 0 || detail::is_text(given->wire.oid))
            right = value(wire_value{detail::text_oid, false, like_pattern(traits.pattern, given->wire.bytes)},
                          given->cast_to);
    }
    return detail::make(node::compare{&how, std::move(left), std::move(right)});
}

VINYL_DECL expr in_values(expr left, wire_value list, bool empty, bool had_null, std::string cast_to) {
    if (empty && !had_null) return nothing();
    expr values = empty ? expr{} : value(std::move(list), std::move(cast_to));
    return detail::make(node::in_values{std::move(left), std::move(values), had_null});
}

VINYL_DECL expr in_rows(expr left, std::vector<expr> arrays, bool empty, bool had_null) {
    return detail::make(node::in_values{std::move(left), empty ? expr() : row(std::move(arrays)), had_null});
}

VINYL_DECL expr in_parts(expr left, wire_value joined, wire_value first, wire_value last, bool empty, bool had_null,
                         std::string cast_to) {
    if (empty && !had_null) return nothing();
    expr values;
    if (!empty)
        values = detail::make(
            node::parts{value(std::move(joined), std::move(cast_to)), value(std::move(first)), value(std::move(last))});
    return detail::make(node::in_values{std::move(left), std::move(values), had_null});
}

VINYL_DECL expr in_query(expr left, const query& inner) {
    if (inner.is_nothing()) return nothing();
    return detail::make(node::in_query{std::move(left), detail::shared(inner)});
}

VINYL_DECL expr in_range(expr left, expr low, expr high) {
    if (detail::is_null_value(*low) || detail::is_null_value(*high))
        throw usage_error("NULL can not be a bound of a range");
    return detail::make(node::in_range{std::move(left), std::move(low), std::move(high)});
}

VINYL_DECL expr is_null(expr left, bool truth) { return detail::make(node::is_null{std::move(left), truth}); }

namespace detail {

inline expr combine(node::connective how, std::vector<expr> conditions) {
    static const expr none = make(node::everything{true});
    std::erase_if(conditions, [](const expr& e) { return !e || is_neutral(e); });
    if (conditions.empty()) return none;
    for (expr& e : conditions) e = condition(std::move(e));
    if (conditions.size() == 1) return std::move(conditions.front());
    return make(node::combination{how, std::move(conditions)});
}

}  // namespace detail

VINYL_DECL expr all_of(std::vector<expr> conditions) {
    return detail::combine(node::connective::all, std::move(conditions));
}

VINYL_DECL expr any_of(std::vector<expr> conditions) {
    return detail::combine(node::connective::any, std::move(conditions));
}

VINYL_DECL expr one_of(std::vector<expr> conditions) {
    return detail::combine(node::connective::one, std::move(conditions));
}

VINYL_DECL bool is_neutral(const expr& condition) noexcept {
    const auto* const always = as<node::everything>(*condition);
    return always != nullptr && always->neutral;
}

VINYL_DECL expr negation(expr operand) {
    expr condition = sql::condition(std::move(operand));
    if (is<node::nothing>(*condition)) return everything();
    if (is<node::everything>(*condition)) return is_neutral(condition) ? condition : nothing();
    if (const auto* inside = as<node::negation>(*condition)) return inside->operand;
    return detail::make(node::negation{std::move(condition)});
}

VINYL_DECL expr exists(const query& inner) {
    if (inner.is_nothing()) return nothing();
    return detail::make(node::exists{detail::shared(inner)});
}

VINYL_DECL expr condition(expr boolean) {
    if (boolean->is_condition) return boolean;
    if (is<node::column>(*boolean))
        return compare(lookup::exact, std::move(boolean),
                       value(wire_value{detail::bool_oid, false, std::string(1, '\1')}));
    return detail::make(node::condition{std::move(boolean)});
}

VINYL_DECL expr nothing() {
    static const expr never = detail::make(node::nothing{});
    return never;
}

VINYL_DECL expr everything() {
    static const expr always = detail::make(node::everything{});
    return always;
}

VINYL_DECL std::string like_pattern(text_pattern how, std::string_view text) {
    if (how == text_pattern::none) return std::string(text);
    const bool open_start = how != text_pattern::at_start, open_end = how != text_pattern::at_end;
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
