// Walking expression trees: what is below a node, and copies with parts replaced. Internal to sql/.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/sql/node.hpp>

#include <utility>
#include <vector>

namespace vinyl::sql::detail {

// https://www.postgresql.org/docs/current/catalog-pg-type.html; these numbers never change.
inline constexpr std::uint32_t bool_oid = 16, int8_oid = 20, int2_oid = 21, int4_oid = 23, text_oid = 25,
                               bpchar_oid = 1042, varchar_oid = 1043, date_oid = 1082, time_oid = 1083,
                               timestamp_oid = 1114, timestamptz_oid = 1184, json_oid = 114, jsonb_oid = 3802;

[[nodiscard]] constexpr bool is_text(std::uint32_t oid) noexcept {
    return oid == text_oid || oid == varchar_oid || oid == bpchar_oid;
}

[[nodiscard]] constexpr bool is_whole(std::uint32_t oid) noexcept {
    return oid == int2_oid || oid == int4_oid || oid == int8_oid;
}

/// A year compared with a value: it is written as bounds for what the year is of.
[[nodiscard]] inline bool is_bound_by_years(const expression& e) noexcept {
    return e.kind == node::compare && e.left->kind == node::extract &&
           static_cast<transform>(e.left->alias) == transform::year && e.right->kind == node::value &&
           is_whole(e.right->value.oid) &&
           (e.lookup == lookup::exact || (e.lookup >= lookup::gt && e.lookup <= lookup::lte));
}

/// Yields true or false and can be negated without changing its meaning.
[[nodiscard]] inline bool is_condition(const expression& e) noexcept { return e.kind >= node::compare; }

/// Sets the flags of `e` from what stands below it; flags that are set stay.
void note_children(expression& e);

/// Calls f(child) for every direct child that is there.
template <class F>
void each_child(const expression& e, F&& f) {
    if (e.left) f(e.left);
    if (e.right) f(e.right);
    if (e.third) f(e.third);
    for (const expr& operand : e.operands)
        if (operand) f(operand);
    for (const order_term& term : e.order)
        if (term.by) f(term.by);
}

/// The tree with every node for which replace(node) gives a non-null expression replaced by it; other nodes are kept
/// (and shared) when nothing below them changed.
template <class F>
[[nodiscard]] expr replaced(const expr& e, F&& replace) {
    if (!e) return e;
    if (expr other = replace(e)) return other;
    bool any = false;
    auto descend = [&](const expr& child) {
        expr next = replaced(child, replace);
        any = any || next != child;
        return next;
    };
    expr left = descend(e->left), right = descend(e->right), third = descend(e->third);
    std::vector<expr> operands;
    operands.reserve(e->operands.size());
    for (const expr& operand : e->operands) operands.push_back(descend(operand));
    std::vector<order_term> order;
    order.reserve(e->order.size());
    for (const order_term& term : e->order) order.push_back({descend(term.by), term.descending, term.nulls});
    if (!any) return e;

    auto made = std::make_shared<expression>(*e);
    made->left = std::move(left);
    made->right = std::move(right);
    made->third = std::move(third);
    made->operands = std::move(operands);
    made->order = std::move(order);
    made->has_outer = false;
    note_children(*made);
    return made;
}

/// The same column of the same joined table, or one and the same node.
[[nodiscard]] bool same(const expr& a, const expr& b) noexcept;

/// Whether both are built alike of the same columns and values.
[[nodiscard]] bool alike(const expr& a, const expr& b) noexcept;

/// The column whose SQL type the values of a resolved expression have: its own, or the one that COALESCE, CASE, MAX and
/// their kin choose from. Null when there is none, or when they choose from columns of which some are cast, and not alike.
[[nodiscard]] const column_info* typed_by(const expression& e);
/// The same of one of several expressions; values and NULL among them take their type from the others.
[[nodiscard]] const column_info* typed_by(const std::vector<expr>& choices);
/// The values that an expression is one of: the arguments of COALESCE, the branches of CASE; empty for others.
[[nodiscard]] std::vector<expr> choices_of(const expression& e);

/// The columns that a resolved expression reads of the query it stands in, also from within subqueries: as they are
/// called in that query itself.
[[nodiscard]] std::vector<expr> columns_of_its_query(const expr& e);
/// The columns that an inner query reads of the one around it, outside of aggregates: as they are called out there.
[[nodiscard]] std::vector<expr> columns_around(const query& inner);

/// Whether `e`, which stands `nesting` queries within one, refers to a query around that one.
[[nodiscard]] bool refers_outwards(const expr& e, std::uint32_t nesting = 0);

/// For an expression that moves one query inwards: references to outer queries point one level further out.
/// `nesting` is how many queries stand between the moved expression and `e`.
[[nodiscard]] expr moved_inwards(const expr& e, std::uint32_t nesting = 0);

/// For a resolved expression that is used `by` queries further in: its columns point that much further out.
[[nodiscard]] expr seen_from_inside(const expr& e, std::uint32_t by, std::uint32_t nesting = 0);

/// NOT of a resolved condition; NOT NOT is nothing. (Before it is resolved, exclude() of NOT still says that a
/// many-valued relation is asked about by EXISTS.)
[[nodiscard]] expr negated(expr condition);

/// A fresh node of this kind with up to three children.
[[nodiscard]] std::shared_ptr<expression> make(node kind, expr left = {}, expr right = {}, expr third = {});
[[nodiscard]] std::shared_ptr<expression> make_with(node kind, std::vector<expr> operands);

}  // namespace vinyl::sql::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/tree.ipp>
#endif
