// Walking expression trees.
#include <vinyl/sql/tree.hpp>

#include <vinyl/sql/query_data.hpp>

#include <algorithm>

namespace vinyl::sql::detail {

VINYL_DECL void note_children(expression& e) {
    each_child(e, [&](const expr& child) {
        // The aggregate that a window is computed with does not group.
        if (e.kind != node::window || child != e.left || child->kind != node::aggregate)
            e.has_aggregate = e.has_aggregate || child->has_aggregate;
        e.has_outer = e.has_outer || child->has_outer;
        e.has_raw = e.has_raw || child->has_raw;
        e.has_window = e.has_window || child->has_window;
    });
    if (e.inner) {
        e.has_outer = e.has_outer || e.inner->data().has_outer;
        e.has_raw = e.has_raw || e.inner->data().has_raw;
    }
}

VINYL_DECL std::shared_ptr<expression> make(node kind, expr left, expr right, expr third) {
    auto made = std::make_shared<expression>();
    made->kind = kind;
    made->left = std::move(left);
    made->right = std::move(right);
    made->third = std::move(third);
    note_children(*made);
    return made;
}

VINYL_DECL std::shared_ptr<expression> make_with(node kind, std::vector<expr> operands) {
    auto made = std::make_shared<expression>();
    made->kind = kind;
    made->operands = std::move(operands);
    note_children(*made);
    return made;
}

VINYL_DECL expr negated(expr condition) {
    if (condition->kind == node::negation) return condition->left;
    if (condition->kind == node::nothing) return make(node::everything);
    if (condition->kind == node::everything) return condition->flag ? condition : make(node::nothing);
    auto made = make(node::negation, std::move(condition));
    made->oid = bool_oid;
    return made;
}

VINYL_DECL bool same(const expr& a, const expr& b) noexcept {
    if (a == b) return true;
    if (!a || !b || a->kind != b->kind) return false;
    if (a->kind == node::resolved)
        return a->alias == b->alias && a->depth == b->depth && a->where.column == b->where.column;
    if (a->kind == node::extract) return a->alias == b->alias && same(a->left, b->left);
    if (a->kind == node::row)
        return std::equal(a->operands.begin(), a->operands.end(), b->operands.begin(), b->operands.end(), &same);
    return false;
}

inline bool alike_terms(const order_term& a, const order_term& b) noexcept {
    return a.descending == b.descending && a.nulls == b.nulls && alike(a.by, b.by);
}

/// Whether two queries without a lock ask the same.
inline bool alike_queries(const query& one, const query& other) noexcept {
    const query_data &a = one.data(), &b = other.data();
    if (&a == &b) return true;
    if (a.model != b.model || !(a.joins == b.joins) || a.low != b.low || a.high != b.high || a.group != b.group ||
        a.operation != b.operation || a.values_mode != b.values_mode || a.explicit_order != b.explicit_order ||
        a.reversed != b.reversed || a.distinct != b.distinct || a.nothing != b.nothing || a.database != b.database ||
        a.lock.strength != lock_strength::none || b.lock.strength != lock_strength::none)
        return false;
    const auto each = [](const auto& x, const auto& y, auto same_part) {
        return std::equal(x.begin(), x.end(), y.begin(), y.end(), same_part);
    };
    return each(a.where, b.where, &alike) && each(a.group_by, b.group_by, &alike) &&
           each(a.distinct_on, b.distinct_on, &alike) && each(a.order, b.order, &alike_terms) &&
           each(a.values, b.values, [](const auto& x, const auto& y) { return alike(x.what, y.what); }) &&
           each(a.annotations, b.annotations,
                [](const auto& x, const auto& y) {
                    return x.name == y.name && x.selected == y.selected && alike(x.what, y.what);
                }) &&
           each(a.operands, b.operands, &alike_queries);
}

VINYL_DECL bool alike(const expr& a, const expr& b) noexcept {
    if (a == b) return true;
    if (!a || !b || a->kind != b->kind || a->lookup != b->lookup || a->op != b->op || a->flag != b->flag) return false;
    if (a->depth != b->depth || a->alias != b->alias || a->where.column != b->where.column) return false;
    if (!std::equal(a->where.steps.begin(), a->where.steps.end(), b->where.steps.begin(), b->where.steps.end()) ||
        !std::equal(a->where.transforms.begin(), a->where.transforms.end(), b->where.transforms.begin(),
                    b->where.transforms.end()))
        return false;
    if (a->text != b->text || a->value != b->value || a->pieces != b->pieces) return false;
    if (!a->inner != !b->inner || (a->inner && !alike_queries(*a->inner, *b->inner))) return false;
    return alike(a->left, b->left) && alike(a->right, b->right) && alike(a->third, b->third) &&
           std::equal(a->operands.begin(), a->operands.end(), b->operands.begin(), b->operands.end(), &alike) &&
           std::equal(a->order.begin(), a->order.end(), b->order.begin(), b->order.end(), &alike_terms);
}

VINYL_DECL std::vector<expr> choices_of(const expression& e) {
    if (e.kind == node::function && (e.text == "COALESCE" || e.text == "GREATEST" || e.text == "LEAST"))
        return e.operands;
    std::vector<expr> found;
    if (e.kind == node::case_when && e.text.empty()) {
        for (std::size_t i = 1; i < e.operands.size(); i += 2) found.push_back(e.operands[i]);
        if (e.left) found.push_back(e.left);
    } else if (e.kind == node::aggregate && (e.text == "MIN" || e.text == "MAX")) {
        found.push_back(e.left);
        if (e.third) found.push_back(e.third);
    }
    return found;
}

VINYL_DECL const column_info* typed_by(const std::vector<expr>& choices) {
    const column_info* column = nullptr;
    for (const expr& each : choices) {
        if (each->kind == node::value || each->kind == node::null) continue;
        const column_info* const of_this = typed_by(*each);
        if (of_this == nullptr || (column != nullptr && column->cast != of_this->cast)) return nullptr;
        column = of_this;
    }
    return column;
}

VINYL_DECL const column_info* typed_by(const expression& e) {
    switch (e.kind) {
        case node::resolved:
        case node::reference: return e.where.column;
        case node::function:
        case node::case_when:
        case node::aggregate: return typed_by(choices_of(e));
        case node::subquery: {
            const query_data* inner = &e.inner->data();
            while (!inner->operands.empty()) inner = &inner->operands.front().data();
            if (!inner->values_mode) return inner->model->keys.size() == 1 ? inner->model->keys.front() : nullptr;
            return inner->values.size() == 1 ? typed_by(*inner->values.front().what) : nullptr;
        }
        default: return nullptr;
    }
}

/// `nesting`: how many queries stand between the one that is asked about and `e`.
inline void collect_columns(std::vector<expr>& found, const expr& e, std::uint32_t nesting, bool of_aggregates) {
    if (!e || (e->kind == node::aggregate && !of_aggregates)) return;
    if (e->kind == node::resolved && e->depth == nesting) {
        auto column = std::make_shared<expression>(*e);
        column->depth = 0;
        found.push_back(std::move(column));
    }
    each_child(*e, [&](const expr& child) { collect_columns(found, child, nesting, of_aggregates); });
    if (e->inner)
        each_expression(*e->inner,
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

VINYL_DECL bool refers_outwards(const expr& e, std::uint32_t nesting) {
    if (!e->has_outer) return false;
    if (e->kind == node::outer) return e->depth > nesting;
    bool found = false;
    each_child(*e, [&](const expr& child) { found = found || refers_outwards(child, nesting); });
    if (e->inner)
        each_expression(*e->inner, [&](const expr& inside) { found = found || refers_outwards(inside, nesting + 1); });
    return found;
}

VINYL_DECL expr moved_inwards(const expr& e, std::uint32_t nesting) {
    return replaced(e, [&](const expr& part) -> expr {
        if (!part->has_outer) return part;
        if (part->kind == node::outer && part->depth >= nesting) {
            auto moved = std::make_shared<expression>(*part);
            ++moved->depth;
            return moved;
        }
        if (part->inner && part->inner->data().has_outer) {
            auto moved = std::make_shared<expression>(*part);
            moved->left = moved_inwards(part->left, nesting);
            moved->inner = std::make_shared<const query>(
                with_expressions(*part->inner, [&](const expr& inside) { return moved_inwards(inside, nesting + 1); }));
            return moved;
        }
        return {};
    });
}

VINYL_DECL expr seen_from_inside(const expr& e, std::uint32_t by, std::uint32_t nesting) {
    return replaced(e, [&](const expr& part) -> expr {
        const bool points_out = (part->kind == node::resolved && part->depth >= nesting) ||
                                (part->kind == node::outer && part->depth > nesting);
        if (points_out) {
            auto moved = std::make_shared<expression>(*part);
            moved->depth += by;
            return moved;
        }
        if (part->inner) {
            auto moved = std::make_shared<expression>(*part);
            moved->left = seen_from_inside(part->left, by, nesting);
            moved->inner = std::make_shared<const query>(with_expressions(
                *part->inner, [&](const expr& inside) { return seen_from_inside(inside, by, nesting + 1); }));
            return moved;
        }
        return {};
    });
}

}  // namespace vinyl::sql::detail
