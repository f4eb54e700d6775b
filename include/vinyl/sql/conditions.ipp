// Taking conditions into a query: join votes, NULL repair, constants removed.
#include <vinyl/sql/resolve.hpp>

#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/tree.hpp>

#include <utility>

namespace vinyl::sql::detail {

/// Counts in how many members of a group each join is needed, and draws the consequences for the joins' types.
class join_votes {
public:
    void add(const alias_set& needed) {
        for (const alias_index alias : needed) {
            if (alias >= votes_.size()) votes_.resize(alias + 1);
            ++votes_[alias];
        }
    }

    /// `any`: one member being true is enough (OR, or AND under NOT). Returns the joins the whole group needs.
    alias_set apply(join_list& joins, bool any, std::size_t members) const {
        alias_set promote, demote;
        for (alias_index alias = 0; alias < votes_.size(); ++alias) {
            if (votes_[alias] == 0) continue;
            // A join that only some branches need must not take rows from the others.
            if (any && votes_[alias] < members) promote.insert(alias);
            else demote.insert(alias);
        }
        joins.promote(promote);
        joins.demote(demote);
        return demote;
    }

private:
    std::vector<std::uint32_t> votes_;
};

VINYL_DECL condition_builder::built condition_builder::build(const expr& e, bool branch_negated,
                                                             bool current_negated) const {
    switch (e->kind) {
        case node::all_of:
        case node::any_of:
        case node::one_of:
            return group(e->kind, e->operands.data(), e->operands.data() + e->operands.size(), false, branch_negated,
                         current_negated);
        case node::negation: {
            const expr& inside = e->left;
            if (inside->kind == node::all_of)
                return group(node::all_of, inside->operands.data(), inside->operands.data() + inside->operands.size(),
                             true, branch_negated, current_negated);
            return group(node::all_of, &inside, &inside + 1, true, branch_negated, current_negated);
        }
        case node::compare:
        case node::in_values:
        case node::in_query:
        case node::in_range:
        case node::is_null: return leaf(e, branch_negated, current_negated);
        case node::nothing:
        case node::everything: return {e, {}};
        default: return {names_(e), {}};
    }
}

VINYL_DECL condition_builder::built condition_builder::group(node kind, const expr* first, const expr* last,
                                                             bool negated, bool branch_negated,
                                                             bool current_negated) const {
    current_negated = current_negated != negated;
    branch_negated = branch_negated || negated;
    if (last - first == 1) {
        // What the only member needs, the group needs.
        built only = build(*first, branch_negated, current_negated);
        names_.joins.demote(only.needed);
        if (negated) only.what = detail::negated(std::move(only.what));
        return only;
    }
    const bool disjunction = kind == node::any_of;
    const bool any = kind == node::one_of || (disjunction != current_negated);

    join_votes votes;
    std::vector<expr> members;
    alias_set touched;
    bool impossible = false, certain = false;
    for (; first != last; ++first) {
        built member = build(*first, branch_negated, current_negated);
        touched.insert(member.needed);
        if (member.what->kind == node::nothing) {
            impossible = true;
            continue;
        }
        if (member.what->kind == node::everything && kind != node::one_of) {
            certain = true;
            continue;
        }
        votes.add(member.needed);
        members.push_back(std::move(member.what));
    }

    expr whole;
    if (kind == node::all_of && impossible) whole = nothing();
    else if (disjunction && certain) whole = everything();
    else if (members.empty()) whole = (kind != node::all_of && impossible) ? nothing() : everything();
    // Joins that only conditions without effect asked for must not take rows away.
    if (whole) names_.joins.promote(touched);
    if (whole) return {negated ? detail::negated(std::move(whole)) : std::move(whole), {}};

    alias_set needed = votes.apply(names_.joins, any, members.size());
    if (members.size() == 1) whole = std::move(members.front());
    else whole = make_with(kind, std::move(members));
    if (negated) whole = detail::negated(std::move(whole));
    return {std::move(whole), std::move(needed)};
}

/// The path of a key within JSON.
inline bool is_json_path(const expression& e) noexcept {
    return e.kind == node::function && !e.operands.empty() &&
           (e.text == "jsonb_extract_path" || e.text == "jsonb_extract_path_text");
}

/// The column that a path, transforms of one or keys in its JSON start from; null for other expressions.
inline const expression* column_under(const expr& e) noexcept {
    const expression* at = e.get();
    while (at != nullptr && (at->kind == node::extract || is_json_path(*at)))
        at = at->kind == node::extract ? at->left.get() : at->operands.front().get();
    return at != nullptr && (at->kind == node::column || at->kind == node::resolved) ? at : nullptr;
}

inline expr not_null(expr what) { return is_null(std::move(what), false); }

VINYL_DECL condition_builder::built condition_builder::leaf(const expr& e, bool branch_negated,
                                                            bool current_negated) const {
    if (branch_negated && split_) {
        if (expr elsewhere = split_off(names_, e)) return {names_(elsewhere), {}};
    }

    alias_set used;
    resolver names = names_;
    names.used = &used;
    const auto resolve = [&](const expr& side) { return side ? names(side) : side; };
    // The right side first, as its joins are there when the left side looks for ones to share.
    expr right = resolve(e->right), third = resolve(e->third);
    const bool path_on_the_left = column_under(e->left) != nullptr;
    expr left = resolve(e->left);

    auto made = make(e->kind, left, right, std::move(third));
    made->lookup = e->lookup;
    made->flag = e->flag;
    made->oid = e->oid;
    if (e->inner) made->inner = std::make_shared<const query>(names.embedded(*e->inner));
    if (made->inner) note_children(*made);

    const bool null_test = e->kind == node::is_null;
    expr whole = made;
    if (e->kind == node::in_values) {
        if (!right) whole = current_negated ? expr(is_null(left)) : nothing();
        else if (e->flag && current_negated && path_on_the_left)
            whole = make_with(node::any_of, {whole, is_null(left)});
    }
    if (!path_on_the_left) return {std::move(whole), {}};

    bool row_needed = !current_negated;
    if (null_test) {
        row_needed = current_negated == e->flag;
    } else if (current_negated && !(e->kind == node::in_values && e->flag)) {
        // NOT (x = 1) must hold when x is NULL: NOT (x = 1 AND x IS NOT NULL).
        std::vector<expr> repaired{whole};
        const auto repair = [&](const expr& side, bool also_missing_rows) {
            const expression* column = column_under(side);
            if (column == nullptr || column->kind != node::resolved || column->depth != 0) return;
            if (column->where.column->nullable || (also_missing_rows && names.joins.is_left(column->alias)))
                repaired.push_back(
                    not_null(side.get() == column ? side : resolved_column(column->alias, *column->where.column)));
        };
        repair(left, true);
        if (e->kind == node::compare) repair(right, false);
        if (repaired.size() > 1) whole = make_with(node::all_of, std::move(repaired));
    }
    return {std::move(whole), row_needed ? std::move(used) : alias_set{}};
}

}  // namespace vinyl::sql::detail
