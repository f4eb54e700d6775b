// Negated conditions over many-valued relations: "no row of that relation is so", as EXISTS over the other table.
#include <vinyl/sql/resolve.hpp>

#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/query.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <utility>

namespace vinyl::sql::detail {

/// The first column below `e` whose path has a many-valued step; null: none.
inline const expression* first_many_valued(const table_info& model, const expr& e) {
    if (!e) return nullptr;
    if (e->kind == node::column) {
        for (const relation_info* step : trimmed(model, e->where).steps)
            if (step->many()) return e.get();
        return nullptr;
    }
    const expression* found = nullptr;
    each_child(*e, [&](const expr& child) {
        if (found == nullptr) found = first_many_valued(model, child);
    });
    return found;
}

/// A condition's side as seen from a query inside: columns and annotations of this query become outer ones.
inline expr from_inside(const expr& e) {
    return replaced(e, [](const expr& part) -> expr {
        if (part->kind == node::column) return outer(part->where);
        if (part->kind == node::annotation) return outer(part->text);
        if (part->kind == node::outer || part->inner) return moved_inwards(part);
        return {};
    });
}

inline bool starts_with(step_list steps, step_list start) noexcept {
    return steps.size() >= start.size() && std::equal(start.begin(), start.end(), steps.begin());
}

inline bool may_be_null(const table_info& model, const path& where) {
    const path to = trimmed(model, where);
    return to.column->nullable ||
           std::any_of(to.steps.begin(), to.steps.end(), [](const relation_info* step) { return step->nullable; });
}

/// Whether Django would see the join and the relation's table in the inner query as one: it goes by their names there,
/// so a relation that is joined a second time, in a later filter() call, is not meant by a negated condition.
inline bool goes_by_same_name(const join_list& joins, alias_index shared, const table_info& model, step_list steps) {
    const std::string_view table = joins.table(shared).name;
    bool taken_outside = false, taken_inside = model.name == table;
    for (alias_index alias = 0; alias < shared; ++alias)
        taken_outside = taken_outside || joins.table(alias).name == table;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) taken_inside = taken_inside || steps[i]->target().name == table;
    // A taken name becomes T and the number of the join.
    return taken_outside == taken_inside && (!taken_outside || shared == steps.size());
}

VINYL_DECL expr split_off(const resolver& names, const expr& leaf) {
    const table_info& model = *names.names.model;
    const expression* many_valued = first_many_valued(model, leaf->left);
    if (many_valued == nullptr) return {};

    // The joins of the right side are there when the left side looks for one to share, as without NOT.
    if (leaf->right) (void)names(leaf->right);
    if (leaf->third) (void)names(leaf->third);

    const step_list steps = trimmed(model, many_valued->where).steps;
    std::size_t before = 0;
    while (!steps[before]->many()) ++before;
    const relation_info& many = *steps[before];
    const table_info& near = before == 0 ? model : steps[before - 1]->target();
    const path outer_column{steps.first(before), &column_named(near, many.local_column), {}};

    // A test for NULL is also true where the relation has no row, so it has to start from this side of the relation.
    const bool missing_counts = leaf->kind == node::is_null && leaf->flag;
    const std::size_t cut = missing_counts ? before : before + 1;
    query inner(missing_counts ? near : many.target());

    auto condition = std::make_shared<expression>(*leaf);
    condition->left = replaced(leaf->left, [&](const expr& part) -> expr {
        if (part->kind == node::column) {
            path to = trimmed(model, part->where);
            if (!starts_with(to.steps, steps.first(before + 1))) return outer(part->where);
            to.steps = to.steps.subspan(cut);
            return column(to);
        }
        if (part->kind == node::annotation) return outer(part->text);
        if (part->kind == node::outer || part->inner) return moved_inwards(part);
        return {};
    });
    condition->right = from_inside(leaf->right);
    condition->third = from_inside(leaf->third);
    if (leaf->inner && leaf->has_outer) {
        condition->inner = std::make_shared<const query>(
            with_expressions(*leaf->inner, [](const expr& inside) { return moved_inwards(inside, 1); }));
    }
    condition->has_outer = false;
    note_children(*condition);
    inner.filter(condition);

    if (!missing_counts && names.reuse != nullptr) {
        // Another condition of the same filter() call speaks of the relation's row: it is the same row that is meant.
        alias_index shared = 0;
        for (std::size_t i = 0; i <= before && (i == 0 || shared != 0); ++i)
            shared = names.joins.find(shared, *steps[i], names.reuse);
        if (shared != 0 && goes_by_same_name(names.joins, shared, model, steps.first(before + 1))) {
            const column_info& key = many.target().key();
            inner.filter(compare(lookup::exact, column(path{{}, &key, {}}), resolved_column(shared, key, 1)));
        }
    }
    const column_info& inner_column =
        missing_counts ? *outer_column.column : column_named(many.target(), many.remote_column);
    inner.filter(compare(lookup::exact, column(path{{}, &inner_column, {}}), outer(outer_column)));

    expr found = exists(inner);
    if (missing_counts && may_be_null(model, outer_column))
        found = make_with(node::any_of, {found, is_null(column(outer_column))});
    return found;
}

}  // namespace vinyl::sql::detail
