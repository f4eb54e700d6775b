// From names and paths to columns of joined tables, for one query. Internal to sql/.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/sql/joins.hpp>
#include <vinyl/sql/node.hpp>
#include <vinyl/sql/query_data.hpp>

#include <string>
#include <string_view>

namespace vinyl::sql::detail {

/// Where names and paths are looked up. `joins` is separate from `names`, so that the compiler can add joins for an
/// ordering without touching the query.
struct resolver {
    const query_data& names;
    join_list& joins;
    alias_set* reuse = nullptr;          ///< Many-valued joins that may be shared, and grows; null: all of them.
    const alias_set* settled = nullptr;  ///< Joins that are INNER and stay so; null: none is known to.

    /// The expression with paths, annotations, conditions inside it, and subqueries' references to this query resolved.
    /// Throws usage_error for an annotation that is not there.
    [[nodiscard]] expr operator()(const expr& e) const;

    /// The column at the end of a path, with the path's transforms.
    [[nodiscard]] expr column(const path& where) const;
    /// Throws usage_error when there is none of this name.
    [[nodiscard]] expr annotation(std::string_view name) const;
    /// An inner query whose references to this one are resolved. `nesting`: queries between this one and it, itself included.
    [[nodiscard]] query embedded(const query& inner, std::uint32_t nesting = 1) const;
    [[nodiscard]] expr embedded(const expr& inside, std::uint32_t nesting) const;
    /// A condition inside a value: the joins it brings must not lose rows.
    [[nodiscard]] expr inside_value(const expr& condition) const;
};

/// A column of a joined table, `depth` queries further out.
[[nodiscard]] expr resolved_column(alias_index alias, const column_info& column, std::uint32_t depth = 0);
/// These columns of a joined table.
[[nodiscard]] std::vector<expr> resolved_columns(alias_index alias, list_view<const column_info* const> columns);

/// The path as a user writes it: "artist__name", "released__year".
[[nodiscard]] std::string written_out(const path& where);

/// A condition taken into a query: resolved, joins made, their types voted on.
/// https://github.com/django/django/blob/main/django/db/models/sql/query.py (build_filter) is the model of the rules.
class condition_builder {
public:
    /// `split`: negated conditions on many-valued relations become NOT EXISTS (not so inside CASE and FILTER).
    condition_builder(const resolver& names, bool split) : names_(names), split_(split) {}

    struct built {
        expr what;
        alias_set needed;  ///< Joins that must have a row for the condition to be true.
    };
    [[nodiscard]] built build(const expr& e, bool branch_negated = false, bool current_negated = false) const;
    /// The members of a conjunction, disjunction ...; with `negated` NOT around them.
    [[nodiscard]] built group(node::connective how, list_view<const expr> members, bool negated, bool branch_negated,
                              bool current_negated) const;

private:
    /// A comparison or test: `kind` is what `e` holds.
    [[nodiscard]] built comparison(const expr& e, const node::compare& kind, bool branch_negated,
                                   bool current_negated) const;
    template <class Kind>
    [[nodiscard]] built leaf(const expr& e, const Kind& kind, bool branch_negated, bool current_negated) const;

    resolver names_;
    bool split_;
};

/// The condition over many-valued relations as EXISTS(...), still unresolved; null when no side of it has such a path.
[[nodiscard]] expr split_off(const resolver& names, const expr& leaf);

}  // namespace vinyl::sql::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/resolver.ipp>
#include <vinyl/sql/conditions.ipp>
#include <vinyl/sql/split.ipp>
#endif
