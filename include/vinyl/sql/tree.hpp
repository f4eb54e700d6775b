// Making nodes and walking trees of them: what is below a node, and copies with parts replaced. Internal to sql/.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/sql/node.hpp>
#include <vinyl/sql/query_data.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace vinyl::sql::detail {

// https://www.postgresql.org/docs/current/catalog-pg-type.html; these numbers never change.
inline constexpr std::uint32_t bool_oid = 16, int8_oid = 20, int2_oid = 21, int4_oid = 23, text_oid = 25,
                               bpchar_oid = 1042, varchar_oid = 1043, date_oid = 1082, timestamptz_oid = 1184,
                               jsonb_oid = 3802;

[[nodiscard]] constexpr bool is_text(std::uint32_t oid) noexcept {
    return oid == text_oid || oid == varchar_oid || oid == bpchar_oid;
}

[[nodiscard]] constexpr bool is_whole(std::uint32_t oid) noexcept {
    return oid == int2_oid || oid == int4_oid || oid == int8_oid;
}

/// A year compared with a value: it is written as bounds for what the year is of.
struct bounded_year {
    year_of kind = year_of::none;  ///< none: it is not.
    const expr* date = nullptr;    ///< What it is the year of,
    const expr* zone = nullptr;    ///< in this zone; null: none is said of it.
};
[[nodiscard]] bounded_year bounded_year_of(const node::compare& e) noexcept;

// --------------------------------------------------------------------------------------------------------- making

[[nodiscard]] expr own_node(const expression& node, void (*destroy)(const expression*));
template <class Kind>
void delete_node(const expression* node) {
    delete static_cast<const node_of<Kind>*>(node);
}
/// Notes what stands below a new node.
void note_child(expression& node, const expr& child) noexcept;
void note_inner(expression& node, const query& inner) noexcept;

/// A new node. What stands below it is noted in it.
template <class Kind>
[[nodiscard]] expr make(Kind what, std::uint32_t oid = Kind::is_condition ? bool_oid : 0) {
    auto* const made = new node_of<Kind>(static_cast<Kind&&>(what));
    expr owned = own_node(*made, &delete_node<Kind>);
    const Kind& members = made->what;
    expression& e = *made;
    e.oid = oid;
    Kind::children(members, [&](const expr& child) { note_child(e, child); });
    if constexpr (requires { members.inner; }) note_inner(e, *members.inner);
    if constexpr (among<Kind, node::aggregate>) e.has_aggregate = true;
    if constexpr (among<Kind, node::outer_column, node::outer_name>) e.has_outer = true;
    if constexpr (among<Kind, node::raw>) e.has_raw = true;
    if constexpr (among<Kind, node::function>) {
        e.has_raw = e.has_raw || members.called.traits().has_effects;
        e.gives_rows = e.gives_rows || members.called.traits().gives_rows;
    }
    if constexpr (among<Kind, node::window>) {
        e.has_window = true;
        if (is<node::aggregate>(*members.computed)) {
            // it does not group, but what it is calculated of, or ordered by, may
            e.has_aggregate = false;
            const auto add = [&](const expr& part) {
                e.has_aggregate = e.has_aggregate || (part && part->has_aggregate);
            };
            node::aggregate::children(detail::members<node::aggregate>(*members.computed), add);
            for (const expr& part : members.partition_by) add(part);
            for (const order_term& term : members.order) add(term.by);
        }
    }
    return owned;
}

/// The same node once more, which can be told from the first.
[[nodiscard]] expr copied(const expression& e);

/// NOT of a resolved condition; NOT NOT is nothing. (Before it is resolved, exclude() of NOT still says that a
/// many-valued relation is asked about by EXISTS.)
[[nodiscard]] expr negated(expr condition);

// -------------------------------------------------------------------------------------------------------- walking

/// Calls f(child) for every direct child that is there.
void each_child(const expression& e, function_ref<void(const expr&)> f);

/// The query inside a node, null: none.
[[nodiscard]] const query* inner_query(const expression& e);

/// The node with each child that is there replaced by change(child); the same node when none of them changed.
[[nodiscard]] expr with_children(const expr& e, function_ref<expr(const expr&)> change);

/// The tree with every node for which replace(node) gives a non-null expression replaced by it; other nodes are kept
/// (and shared) when nothing below them changed.
[[nodiscard]] expr replaced(const expr& e, function_ref<expr(const expr&)> replace);

/// A node with a query inside: with each child and the query replaced.
/// @pre inner_query(*e) != nullptr
[[nodiscard]] expr with_inner(const expr& e, function_ref<expr(const expr&)> change_child,
                              function_ref<query(const query&)> change_inner);

// ------------------------------------------------------------------------------------------------------- questions

/// The same column of the same joined table, or one and the same node.
[[nodiscard]] bool same(const expr& a, const expr& b) noexcept;

/// Whether both are built alike of the same columns and values.
[[nodiscard]] bool alike(const expr& a, const expr& b);

/// The column whose SQL type the values of a resolved expression have: its own, or the one that COALESCE, CASE, MAX and
/// their kin choose from. Null when there is none, or when they choose from columns of which some are cast, and not alike.
[[nodiscard]] const column_info* typed_by(const expression& e);
[[nodiscard]] const column_info* typed_by(const node::case_when& e);
[[nodiscard]] const column_info* typed_by(const node::aggregate& e);
/// The same of one of several expressions; values and NULL among them take their type from the others.
[[nodiscard]] const column_info* typed_by(list_view<const expr> choices);

/// Throws usage_error when an aggregate stands in another one of a resolved expression. One over a window makes no groups, so others
/// may stand in it.
void require_flat(const expr& e, bool inside_aggregate = false);

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

/// A resolved expression with all columns of its query, and of those around it, moved, also where subqueries below speak of them:
/// `move` is given each as it is seen in that query itself.
[[nodiscard]] expr with_columns(const expr& e, function_ref<void(node::resolved&)> move, std::uint32_t nesting = 0);

/// For a resolved expression that is used `by` queries further in: its columns point that much further out.
[[nodiscard]] expr seen_from_inside(const expr& e, std::uint32_t by, std::uint32_t nesting = 0);

}  // namespace vinyl::sql::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/tree.ipp>
#endif
