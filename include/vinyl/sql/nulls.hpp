// What NULL does to resolved expressions: where it can come from, which joined rows a condition can not be true without,
// and conditions that are false instead of NULL. Internal to sql/.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/sql/joins.hpp>
#include <vinyl/sql/node.hpp>

#include <vector>

namespace vinyl::sql::detail {

/// The columns, resolved or not, of which each alone makes a value NULL by being NULL.
void add_strict_columns(std::vector<const expression*>& found, const expression& value);
/// The columns of which each alone keeps a comparison or test from being true by being NULL; with `negated` its negation.
[[nodiscard]] std::vector<const expression*> columns_needed(const expression& condition, bool negated);

/// NULL in the expressions of one query.
struct nulls {
    const join_list& joins;
    const alias_set& settled;  ///< Joins that are INNER and stay so; any other may yet become LEFT.

    /// Whether a value can be NULL. Where that is not known for certain it can.
    [[nodiscard]] bool possible(const expr& value) const;

    /// The joins without whose row a comparison or test can not be true; with `negated` its negation.
    [[nodiscard]] alias_set needed_by(const expression& condition, bool negated) const;

    /// The comparison or test as one that is false where it was NULL, so that its negation is true there.
    [[nodiscard]] expr made_definite(const expr& condition) const;
};

}  // namespace vinyl::sql::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/nulls.ipp>
#endif
