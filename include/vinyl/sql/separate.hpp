// Aggregates over different many-valued relations: joined side by side they would multiply each other's rows, so each is
// computed in a subquery of its own, as if it was the only one. Internal to sql/.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/sql/expr.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/select_plan.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace vinyl::sql::detail {

/// The query of a plan with such aggregates in subqueries, and without the joins that were theirs; nothing where none is in
/// another's way, or where rows are grouped by a set.
[[nodiscard]] std::optional<query> separated(const select_plan& plan);

/// The same of aggregates over all rows of a query: they then stand in a SELECT without FROM.
[[nodiscard]] std::optional<std::vector<expr>> separated(const query_data& data, const std::vector<expr>& aggregates);

/// The name of a calculated key, by its place among the query's.
[[nodiscard]] expr group_key(std::uint32_t position, const expression& key);

}  // namespace vinyl::sql::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/separate.ipp>
#endif
