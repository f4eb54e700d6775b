// Taking conditions into a query: join votes, NULL repair, constants removed.
#pragma once

#include <vinyl/base/new_shared.hpp>
#include <vinyl/sql/resolver.hpp>

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
    return visit<built>(
        *e,
        overload{[&](const node::combination& kind) {
                     return group(kind.how, kind.members, false, branch_negated, current_negated);
                 },
                 [&](const node::negation& kind) {
                     const auto* const inside = as<node::combination>(*kind.operand);
                     const bool conjunction = inside != nullptr && inside->how == node::connective::all;
                     return group(node::connective::all,
                                  conjunction ? list_view<const expr>(inside->members) : list_view(&kind.operand, 1),
                                  true, branch_negated, current_negated);
                 },
                 [&](const node::compare& kind) { return comparison(e, kind, branch_negated, current_negated); },
                 [&](const among<node::in_values, node::in_query, node::in_range, node::is_null, node::condition> auto&
                         kind) { return leaf(e, kind, branch_negated, current_negated); },
                 [&](const node::exists&) -> built {
                     if (branch_negated && split_)
                         if (const expr elsewhere = split_off(names_, e)) return {names_(elsewhere), {}};
                     return {names_(e), {}};
                 },
                 [&](const among<node::nothing, node::everything> auto&) -> built { return {e, {}}; },
                 [&](const node::is_true&) -> built { return {names_(e), {}}; },
                 [&](const value_kind auto&) -> built { return {names_(e), {}}; }});
}

VINYL_DECL condition_builder::built condition_builder::group(node::connective how, list_view<const expr> given,
                                                             bool negated, bool branch_negated,
                                                             bool current_negated) const {
    current_negated = current_negated != negated;
    branch_negated = branch_negated || negated;
    if (given.size() == 1) {
        // What the only member needs, the group needs.
        built only = build(given.front(), branch_negated, current_negated);
        names_.joins.demote(only.needed);
        if (negated) only.what = detail::negated(std::move(only.what));
        return only;
    }
    const bool conjunction = how == node::connective::all, disjunction = how == node::connective::any,
               exclusive = how == node::connective::one;
    const bool any = exclusive || (disjunction != current_negated);

    join_votes votes;
    std::vector<expr> members;
    alias_set touched;
    bool impossible = false, certain = false;
    for (const expr& each : given) {
        // Whether a member of XOR is true is a question of its own, whatever stands around it.
        built member = build(each, branch_negated, current_negated && !exclusive);
        touched.insert(member.needed);
        if (is<node::nothing>(*member.what)) {
            impossible = true;
            continue;
        }
        if (is<node::everything>(*member.what) && !exclusive) {
            certain = true;
            continue;
        }
        votes.add(member.needed);
        members.push_back(std::move(member.what));
    }

    expr whole;
    if (conjunction && impossible) whole = nothing();
    else if (disjunction && certain) whole = everything();
    else if (members.empty()) whole = (!conjunction && impossible) ? nothing() : everything();
    // Joins that only conditions without effect asked for must not take rows away.
    if (whole) names_.joins.promote(touched);
    if (whole) return {negated ? detail::negated(std::move(whole)) : std::move(whole), {}};

    alias_set needed;
    if (exclusive && current_negated) names_.joins.promote(touched);  // none of its members may be true
    else needed = votes.apply(names_.joins, any, members.size());
    if (members.size() > 1) whole = make(node::combination{how, std::move(members)});
    else if (exclusive && current_negated) whole = make(node::is_true{std::move(members.front())});
    else whole = std::move(members.front());
    if (negated) whole = detail::negated(std::move(whole));
    return {std::move(whole), std::move(needed)};
}

/// A comparison or test with its sides resolved: the right one first, as its joins are there when the left one looks for ones to
/// share.
struct resolved_sides {
    const resolver& names;

    [[nodiscard]] node::compare operator()(node::compare kind) const {
        kind.right = names(kind.right);
        kind.left = names(kind.left);
        return kind;
    }
    [[nodiscard]] node::in_values operator()(node::in_values kind) const {
        if (kind.list) kind.list = names(kind.list);
        kind.left = names(kind.left);
        return kind;
    }
    [[nodiscard]] node::in_query operator()(node::in_query kind) const {
        kind.left = names(kind.left);
        kind.inner = vinyl::detail::new_shared<const query>(names.embedded(*kind.inner));
        return kind;
    }
    [[nodiscard]] node::in_range operator()(node::in_range kind) const {
        kind.low = names(kind.low);
        kind.high = names(kind.high);
        kind.left = names(kind.left);
        return kind;
    }
    [[nodiscard]] node::is_null operator()(node::is_null kind) const {
        kind.operand = names(kind.operand);
        return kind;
    }
    [[nodiscard]] node::condition operator()(node::condition kind) const {
        kind.boolean = names(kind.boolean);
        return kind;
    }
};

/// A comparison that is known without asking is no question of the query, but for rows whose left side is NULL. Inside of a
/// value it stays one, as it is NULL for them.
VINYL_DECL condition_builder::built condition_builder::comparison(const expr& e, const node::compare& kind,
                                                                  bool branch_negated, bool current_negated) const {
    switch (split_ ? kind.how->traits().outcome : outcome::open) {
        case outcome::open: break;
        case outcome::never: return {nothing(), {}};
        case outcome::always: {
            built made = build(is_null(kind.left, false), branch_negated, current_negated);
            const alias_set none;
            const nulls in_query{names_.joins, names_.settled != nullptr ? *names_.settled : none};
            const auto* const test = as<node::is_null>(*made.what);
            if (test != nullptr && !in_query.possible(test->operand)) made.what = everything();
            return made;
        }
    }
    return leaf(e, kind, branch_negated, current_negated);
}

template <class Kind>
condition_builder::built condition_builder::leaf(const expr& e, const Kind& kind, bool branch_negated,
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
    const auto made = make(resolved_sides{names}(kind));
    // The rows that an aggregate is made of are not the one row that other negated conditions of the call speak of.
    if (apart && !made->has_aggregate) *names_.reuse = std::move(passed);

    const alias_set none;
    const nulls in_query{names_.joins, names_.settled != nullptr ? *names_.settled : none};
    alias_set needed = in_query.needed_by(*made, current_negated);
    if constexpr (among<Kind, node::in_values>) {
        const node::in_values& in = detail::members<node::in_values>(*made);
        if (!in.list) return {current_negated ? is_null(in.left) : nothing(), std::move(needed)};
        if (in.had_null && current_negated)
            return {make(node::combination{node::connective::any, {made, is_null(in.left)}}), std::move(needed)};
    }
    // NOT (x = 1) must hold when x is NULL.
    return {current_negated ? in_query.made_definite(made) : made, std::move(needed)};
}

}  // namespace vinyl::sql::detail
