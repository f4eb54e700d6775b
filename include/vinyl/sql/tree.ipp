// Walking expression trees.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/base/new_shared.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>

namespace vinyl::sql::detail {

VINYL_DECL bounded_year bounded_year_of(const node::compare& e) noexcept {
    const auto* const right = as<node::value>(*e.right);
    if (right == nullptr || !is_whole(right->wire.oid) || e.how->traits().year == year_bounds::none) return {};
    const auto found = [](const function_info& called, const expr& date) -> bounded_year {
        const year_of kind = called.traits().year;
        if (kind == year_of::none) return {};
        const auto* const moved = as<node::function>(*date);
        // the other way round it makes an instant of a clock's time, and that is what it is the year of
        const bool shows_instant = moved != nullptr && moved->called.traits().zone == zone_use::moves &&
                                   moved->arguments.front()->oid == timestamptz_oid;
        if (!shows_instant) return {kind, &date, nullptr};
        return {kind, &moved->arguments.front(), &moved->arguments.back()};
    };
    if (const auto* part = as<node::extract>(*e.left)) return found(part->part->called, part->operand);
    if (const auto* call = as<node::function>(*e.left); call != nullptr && call->arguments.size() == 1)
        return found(call->called, call->arguments.front());
    return {};
}

// --------------------------------------------------------------------------------------------------------- making

VINYL_DECL expr own_node(const expression& node, void (*destroy)(const expression*)) { return {&node, destroy}; }

VINYL_DECL void note_child(expression& node, const expr& child) noexcept {
    if (!child) return;
    node.has_aggregate = node.has_aggregate || child->has_aggregate;
    node.has_outer = node.has_outer || child->has_outer;
    node.has_raw = node.has_raw || child->has_raw;
    node.gives_rows = node.gives_rows || child->gives_rows;
    node.has_window = node.has_window || child->has_window;
}

VINYL_DECL void note_inner(expression& node, const query& inner) noexcept {
    node.has_outer = node.has_outer || inner.data().has_outer;
    node.has_raw = node.has_raw || inner.data().has_raw || inner.locked();  // locks are effects, too
}

VINYL_DECL expr copied(const expression& e) {
    return visit<expr>(e, [&](const auto& kind) -> expr { return make(kind, e.oid); });
}

VINYL_DECL expr negated(expr condition) {
    if (const auto* inside = as<node::negation>(*condition)) return inside->operand;
    if (is<node::nothing>(*condition)) return make(node::everything{});
    if (const auto* always = as<node::everything>(*condition))
        return always->neutral ? condition : expr(make(node::nothing{}));
    return make(node::negation{std::move(condition)});
}

// -------------------------------------------------------------------------------------------------------- walking

VINYL_DECL void each_child(const expression& e, function_ref<void(const expr&)> f) {
    visit<void>(e, [&]<class Kind>(const Kind& kind) {
        Kind::children(kind, [&](const expr& child) {
            if (child) f(child);
        });
    });
}

VINYL_DECL const query* inner_query(const expression& e) {
    return visit<const query*>(e, [](const auto& kind) -> const query* {
        if constexpr (requires { kind.inner; }) return kind.inner.get();
        else return nullptr;
    });
}

VINYL_DECL expr with_children(const expr& e, function_ref<expr(const expr&)> change) {
    return visit<expr>(*e, [&]<class Kind>(const Kind& kind) -> expr {
        // Most nodes stay as they are, so none is copied before a child turns out to change.
        std::size_t at = 0, first = 0;
        expr changed;
        Kind::children(kind, [&](const expr& child) {
            if (!changed && child) {
                changed = change(child);
                if (changed == child) changed = nullptr;
                else first = at;
            }
            ++at;
        });
        if (!changed) return e;
        Kind copy = kind;
        at = 0;
        Kind::children(copy, [&](expr& child) {
            if (at == first) child = std::move(changed);
            else if (at > first && child) child = change(child);
            ++at;
        });
        return make(std::move(copy), e->oid);
    });
}

VINYL_DECL expr replaced(const expr& e, function_ref<expr(const expr&)> replace) {
    if (!e) return e;
    if (expr other = replace(e)) return other;
    return with_children(e, [&](const expr& child) { return replaced(child, replace); });
}

VINYL_DECL expr with_inner(const expr& e, function_ref<expr(const expr&)> change_child,
                           function_ref<query(const query&)> change_inner) {
    return visit<expr>(*e, [&]<class Kind>(const Kind& kind) -> expr {
        if constexpr (requires { kind.inner; }) {
            Kind copy = kind;
            Kind::children(copy, [&](expr& child) {
                if (child) child = change_child(child);
            });
            copy.inner = vinyl::detail::new_shared<const query>(change_inner(*kind.inner));
            return make(std::move(copy), e->oid);
        } else {
            return e;
        }
    });
}

// ------------------------------------------------------------------------------------------------------- questions

VINYL_DECL bool same(const expr& a, const expr& b) noexcept {
    if (a == b) return true;
    if (!a || !b || a->kind != b->kind) return false;
    if (const auto* one = as<node::resolved>(*a)) {
        const auto* const other = as<node::resolved>(*b);
        return one->alias == other->alias && one->depth == other->depth && one->column == other->column;
    }
    if (const auto* one = as<node::extract>(*a)) {
        const auto* const other = as<node::extract>(*b);
        return one->part == other->part && same(one->operand, other->operand);
    }
    if (const auto* one = as<node::row>(*a)) {
        const auto* const other = as<node::row>(*b);
        return std::equal(one->values.begin(), one->values.end(), other->values.begin(), other->values.end(), &same);
    }
    return false;
}

inline bool alike_terms(const order_term& a, const order_term& b) {
    return a.descending == b.descending && a.nulls == b.nulls && alike(a.by, b.by);
}

/// Whether two queries without a lock ask the same.
inline bool alike_queries(const query& one, const query& other) {
    const query_data &a = one.data(), &b = other.data();
    if (&a == &b) return true;
    if (a.model != b.model || !(a.joins == b.joins && a.joins.defines_alike(b.joins)) || a.low != b.low ||
        a.high != b.high || a.group != b.group || a.operation != b.operation || a.values_mode != b.values_mode ||
        a.explicit_order != b.explicit_order || a.reversed != b.reversed || a.distinct != b.distinct ||
        a.nothing != b.nothing || !alike(a.zone, b.zone) || a.commons != b.commons ||
        a.lock.strength != lock_strength::none || b.lock.strength != lock_strength::none)
        return false;
    const auto each = [](const auto& x, const auto& y, auto same_part) {
        return std::equal(x.begin(), x.end(), y.begin(), y.end(), same_part);
    };
    return each(a.where, b.where, &alike) && each(a.qualify, b.qualify, &alike) &&
           each(a.group_by, b.group_by, &alike) && each(a.distinct_on, b.distinct_on, &alike) &&
           each(a.order, b.order, &alike_terms) &&
           each(a.values, b.values, [](const auto& x, const auto& y) { return alike(x.what, y.what); }) &&
           each(a.annotations, b.annotations,
                [](const auto& x, const auto& y) {
                    return x.name == y.name && x.selected == y.selected && alike(x.what, y.what);
                }) &&
           each(a.operands, b.operands, &alike_queries);
}

/// Whether two nodes of one kind agree in all but their children.
struct alike_members {
    template <class Kind>
        requires among<Kind, node::star, node::negate, node::parts, node::row, node::in_range, node::is_true,
                       node::negation, node::condition, node::nothing>
    static bool of(const Kind&, const Kind&) noexcept {
        return true;  // they have no other members
    }
    template <class Kind>
        requires among<Kind, node::subquery, node::array_subquery, node::in_query, node::exists>
    static bool of(const Kind& a, const Kind& b) {
        return alike_queries(*a.inner, *b.inner);
    }
    static bool of(const path& a, const path& b) noexcept {
        return a.column == b.column && std::equal(a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end()) &&
               std::equal(a.transforms.begin(), a.transforms.end(), b.transforms.begin(), b.transforms.end());
    }
    static bool of(const std::vector<order_term>& a, const std::vector<order_term>& b) noexcept {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const order_term& one, const order_term& other) {
            return one.descending == other.descending && one.nulls == other.nulls;
        });
    }
    static bool of(const node::column& a, const node::column& b) noexcept { return of(a.where, b.where); }
    static bool of(const node::annotation& a, const node::annotation& b) noexcept { return a.name == b.name; }
    static bool of(const node::outer_column& a, const node::outer_column& b) noexcept {
        return a.depth == b.depth && of(a.where, b.where);
    }
    static bool of(const node::outer_name& a, const node::outer_name& b) noexcept {
        return a.depth == b.depth && a.name == b.name;
    }
    static bool of(const node::value& a, const node::value& b) noexcept {
        return a.wire == b.wire && a.cast_to == b.cast_to;
    }
    static bool of(const node::null& a, const node::null& b) noexcept { return a.type == b.type; }
    static bool of(const node::raw& a, const node::raw& b) noexcept { return a.pieces == b.pieces; }
    static bool of(const node::resolved& a, const node::resolved& b) noexcept {
        return a.column == b.column && a.alias == b.alias && a.depth == b.depth;
    }
    static bool of(const node::reference& a, const node::reference& b) noexcept {
        return a.column == b.column && a.position == b.position && a.is_group_key == b.is_group_key;
    }
    static bool of(const node::arithmetic& a, const node::arithmetic& b) noexcept { return a.op == b.op; }
    static bool of(const node::function& a, const node::function& b) noexcept { return a.called == b.called; }
    static bool of(const node::cast& a, const node::cast& b) noexcept { return a.type == b.type; }
    static bool of(const node::case_when& a, const node::case_when& b) noexcept { return a.type == b.type; }
    static bool of(const node::aggregate& a, const node::aggregate& b) noexcept {
        return a.called == b.called && a.distinct == b.distinct && of(a.order, b.order) &&
               a.more_arguments.size() == b.more_arguments.size();
    }
    static bool of(const node::window& a, const node::window& b) noexcept {
        return a.frame == b.frame && of(a.order, b.order) && a.partition_by.size() == b.partition_by.size();
    }
    static bool of(const node::extract& a, const node::extract& b) noexcept { return a.part == b.part; }
    static bool of(const node::compare& a, const node::compare& b) noexcept { return a.how == b.how; }
    static bool of(const node::in_values& a, const node::in_values& b) noexcept { return a.had_null == b.had_null; }
    static bool of(const node::is_null& a, const node::is_null& b) noexcept { return a.truth == b.truth; }
    static bool of(const node::combination& a, const node::combination& b) noexcept { return a.how == b.how; }
    static bool of(const node::everything& a, const node::everything& b) noexcept { return a.neutral == b.neutral; }
};

VINYL_DECL bool alike(const expr& a, const expr& b) {
    if (a == b) return true;
    if (!a || !b || a->kind != b->kind) return false;
    return visit<bool>(*a, [&]<class Kind>(const Kind& one) {
        const Kind& other = members<Kind>(*b);
        if (!alike_members::of(one, other)) return false;
        std::vector<const expr*> expected;
        Kind::children(one, [&](const expr& child) { expected.push_back(&child); });
        std::size_t at = 0;
        bool all = true;
        Kind::children(other, [&](const expr& child) {
            all = all && at < expected.size() && alike(*expected[at], child);
            ++at;
        });
        return all && at == expected.size();
    });
}

/// The type of one of several expressions, which are added one by one.
class type_of_choice {
public:
    void add(const expr& choice) {
        if (!choice || is<node::value>(*choice) || is<node::null>(*choice)) return;
        const column_info* const type = typed_by(*choice);
        none_ = none_ || type == nullptr || (column_ != nullptr && column_->cast != type->cast);
        column_ = type;
    }
    [[nodiscard]] const column_info* found() const noexcept { return none_ ? nullptr : column_; }

private:
    const column_info* column_ = nullptr;
    bool none_ = false;
};

VINYL_DECL const column_info* typed_by(list_view<const expr> choices) {
    type_of_choice type;
    for (const expr& choice : choices) type.add(choice);
    return type.found();
}

VINYL_DECL const column_info* typed_by(const node::case_when& e) {
    if (!e.type.empty()) return nullptr;
    type_of_choice type;
    for (const node::case_when::branch& branch : e.branches) type.add(branch.then);
    type.add(e.otherwise);
    return type.found();
}

VINYL_DECL const column_info* typed_by(const node::aggregate& e) {
    if (!e.called.traits().gives_one_of_them) return nullptr;
    type_of_choice type;
    type.add(e.argument);
    type.add(e.otherwise);
    return type.found();
}

inline const column_info* typed_by(const node::subquery& e) {
    const query_data* inner = &e.inner->data();
    while (!inner->operands.empty()) inner = &inner->operands.front().data();
    if (!inner->values_mode) return inner->model->keys.size() == 1 ? inner->model->keys.front() : nullptr;
    return inner->values.size() == 1 ? typed_by(*inner->values.front().what) : nullptr;
}

VINYL_DECL const column_info* typed_by(const expression& e) {
    using result = const column_info*;
    return visit<result>(
        e, overload{[](const node::resolved& kind) -> result { return kind.column; },
                    [](const node::reference& kind) -> result { return kind.column; },
                    [](const node::function& kind) -> result {
                        if (kind.called.traits().gives_first) return typed_by(*kind.arguments.front());
                        return kind.called.traits().gives_one_of_them ? typed_by(kind.arguments) : nullptr;
                    },
                    [](const node::extract& kind) -> result {
                        return kind.part->called.traits().gives_first ? typed_by(*kind.operand) : nullptr;
                    },
                    [](const node::case_when& kind) -> result { return typed_by(kind); },
                    [](const node::aggregate& kind) -> result { return typed_by(kind); },
                    [](const node::window& kind) -> result { return typed_by(*kind.computed); },
                    [](const node::subquery& kind) -> result { return typed_by(kind); },
                    [](const among<node::column, node::annotation, node::outer_column, node::outer_name, node::value,
                                   node::null, node::raw, node::star, node::arithmetic, node::negate, node::cast,
                                   node::array_subquery, node::parts, node::row> auto&) -> result { return nullptr; },
                    [](const condition_kind auto&) -> result { return nullptr; }});
}

VINYL_DECL void require_flat(const expr& e, bool inside_aggregate) {
    if (!e->has_aggregate) return;
    const bool aggregate = is<node::aggregate>(*e);
    if (aggregate && inside_aggregate)
        throw usage_error(
            "an aggregate can not be computed over another aggregate in one step: annotate() the inner one, and "
            "aggregate() over that");
    const auto* const window = as<node::window>(*e);
    each_child(*e, [&](const expr& child) {
        if (window != nullptr && child == window->computed)
            each_child(*child, [&](const expr& inside) { require_flat(inside, inside_aggregate); });
        else require_flat(child, inside_aggregate || aggregate);
    });
}

/// `nesting`: how many queries stand between the one that is asked about and `e`.
inline void collect_columns(std::vector<expr>& found, const expr& e, std::uint32_t nesting, bool of_aggregates) {
    if (!e || (is<node::aggregate>(*e) && !of_aggregates)) return;
    if (const auto* column = as<node::resolved>(*e); column != nullptr && column->depth == nesting)
        found.push_back(make(node::resolved{column->column, column->alias, 0}, e->oid));
    each_child(*e, [&](const expr& child) { collect_columns(found, child, nesting, of_aggregates); });
    if (const query* inner = inner_query(*e))
        each_expression(*inner,
                        [&](const expr& inside) { collect_columns(found, inside, nesting + 1, of_aggregates); });
}

VINYL_DECL std::vector<expr> columns_of_its_query(const expr& e) {
    std::vector<expr> found;
    collect_columns(found, e, 0, true);
    return found;
}

VINYL_DECL std::vector<expr> columns_around(const query& inner) {
    std::vector<expr> found;
    each_expression(inner, [&](const expr& inside) { collect_columns(found, inside, 1, false); });
    return found;
}

/// How many queries up a reference to an outer query points; 0: it is none.
inline std::uint32_t levels_up(const expression& e) noexcept {
    if (const auto* column = as<node::outer_column>(e)) return column->depth;
    if (const auto* name = as<node::outer_name>(e)) return name->depth;
    return 0;
}

/// A reference to an outer query, or a column of one, that points `by` queries further out.
inline expr further_out(const expr& e, std::uint32_t by) {
    const auto moved = [&](auto kind) -> expr {
        kind.depth += by;
        return make(std::move(kind), e->oid);
    };
    if (const auto* column = as<node::resolved>(*e)) return moved(*column);
    if (const auto* column = as<node::outer_column>(*e)) return moved(*column);
    if (const auto* name = as<node::outer_name>(*e)) return moved(*name);
    return e;
}

VINYL_DECL bool refers_outwards(const expr& e, std::uint32_t nesting) {
    if (!e->has_outer) return false;
    if (const std::uint32_t depth = levels_up(*e)) return depth > nesting;
    bool found = false;
    each_child(*e, [&](const expr& child) { found = found || refers_outwards(child, nesting); });
    if (const query* inner = inner_query(*e))
        each_expression(*inner, [&](const expr& inside) { found = found || refers_outwards(inside, nesting + 1); });
    return found;
}

VINYL_DECL expr moved_inwards(const expr& e, std::uint32_t nesting) {
    return replaced(e, [&](const expr& part) -> expr {
        if (!part->has_outer) return part;
        if (const std::uint32_t depth = levels_up(*part); depth != 0 && depth >= nesting) return further_out(part, 1);
        const query* inner = inner_query(*part);
        if (inner == nullptr || !inner->data().has_outer) return {};
        return with_inner(
            part, [&](const expr& child) { return moved_inwards(child, nesting); },
            [&](const query& q) {
                return with_expressions(q, [&](const expr& inside) { return moved_inwards(inside, nesting + 1); });
            });
    });
}

VINYL_DECL expr with_columns(const expr& e, function_ref<void(node::resolved&)> move, std::uint32_t nesting) {
    return replaced(e, [&](const expr& part) -> expr {
        if (const auto* column = as<node::resolved>(*part)) {
            if (column->depth < nesting) return part;
            node::resolved moved = *column;
            moved.depth -= nesting;
            move(moved);
            moved.depth += nesting;
            return make(moved, part->oid);
        }
        if (inner_query(*part) == nullptr) return {};
        return with_inner(
            part, [&](const expr& child) { return with_columns(child, move, nesting); },
            [&](const query& inner) {
                return with_expressions(inner,
                                        [&](const expr& inside) { return with_columns(inside, move, nesting + 1); });
            });
    });
}

VINYL_DECL expr seen_from_inside(const expr& e, std::uint32_t by, std::uint32_t nesting) {
    return replaced(e, [&](const expr& part) -> expr {
        const auto* const column = as<node::resolved>(*part);
        if ((column != nullptr && column->depth >= nesting) || levels_up(*part) > nesting) return further_out(part, by);
        if (inner_query(*part) == nullptr) return {};
        return with_inner(
            part, [&](const expr& child) { return seen_from_inside(child, by, nesting); },
            [&](const query& q) {
                return with_expressions(q,
                                        [&](const expr& inside) { return seen_from_inside(inside, by, nesting + 1); });
            });
    });
}

}  // namespace vinyl::sql::detail
