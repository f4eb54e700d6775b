// Taking conditions into a query: join votes, NULL repair, constants removed.
#include <vinyl/sql/resolve.hpp>

#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/nulls.hpp>
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
        case node::condition: return leaf(e, branch_negated, current_negated);
        case node::exists:
            if (branch_negated && split_)
                if (const expr elsewhere = split_off(names_, e)) return {names_(elsewhere), {}};
            return {names_(e), {}};
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
    const bool disjunction = kind == node::any_of, exclusive = kind == node::one_of;
    const bool any = exclusive || (disjunction != current_negated);

    join_votes votes;
    std::vector<expr> members;
    alias_set touched;
    bool impossible = false, certain = false;
    for (; first != last; ++first) {
        // Whether a member of XOR is true is a question of its own, whatever stands around it.
        built member = build(*first, branch_negated, current_negated && !exclusive);
        touched.insert(member.needed);
        if (member.what->kind == node::nothing) {
            impossible = true;
            continue;
        }
        if (member.what->kind == node::everything && !exclusive) {
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

    alias_set needed;
    if (exclusive && current_negated) names_.joins.promote(touched);  // none of its members may be true
    else needed = votes.apply(names_.joins, any, members.size());
    if (members.size() > 1) whole = make_with(kind, std::move(members));
    else if (exclusive && current_negated) whole = make(node::is_true, std::move(members.front()));
    else whole = std::move(members.front());
    if (negated) whole = detail::negated(std::move(whole));
    return {std::move(whole), std::move(needed)};
}

VINYL_DECL condition_builder::built condition_builder::leaf(const expr& e, bool branch_negated,
                                                            bool current_negated) const {
    if (branch_negated && split_) {
        if (expr elsewhere = split_off(names_, e)) return {names_(elsewhere), {}};
    }

    resolver names = names_;
    alias_set passed;
    const bool apart = branch_negated && names_.reuse != nullptr;
    if (apart) {
        passed = *names_.reuse;
        names.reuse = &passed;
    }
    const auto resolve = [&](const expr& side) { return side ? names(side) : side; };
    // The right side first, as its joins are there when the left side looks for ones to share.
    expr right = resolve(e->right), third = resolve(e->third);
    expr left = resolve(e->left);

    auto made = make(e->kind, left, right, std::move(third));
    made->lookup = e->lookup;
    made->flag = e->flag;
    made->oid = e->oid;
    if (e->inner) made->inner = std::make_shared<const query>(names.embedded(*e->inner));
    if (made->inner) note_children(*made);
    // The rows that an aggregate is made of are not the one row that other negated conditions of the call speak of.
    if (apart && !made->has_aggregate) *names_.reuse = std::move(passed);

    const alias_set none;
    const nulls in_query{names_.joins, names_.settled != nullptr ? *names_.settled : none};
    alias_set needed = in_query.needed_by(*made, current_negated);
    expr whole = made;
    if (e->kind == node::in_values && !right) {
        whole = current_negated ? expr(is_null(left)) : nothing();
    } else if (e->kind == node::in_values && e->flag && current_negated) {
        whole = make_with(node::any_of, {whole, is_null(left)});
    } else if (current_negated) {
        // NOT (x = 1) must hold when x is NULL.
        whole = in_query.made_definite(whole);
    }
    return {std::move(whole), std::move(needed)};
}

}  // namespace vinyl::sql::detail
