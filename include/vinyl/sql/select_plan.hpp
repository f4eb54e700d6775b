// What one SELECT consists of besides the query's own parts: order, groups and the joins they need. Internal to sql/.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/sql/joins.hpp>
#include <vinyl/sql/node.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/writer.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace vinyl::sql::detail {

/// Calls f(column) for each column that is read of the model (empty steps) or of a related row.
template <class F>
void each_loaded_column(const query_data& data, step_list steps, const table_info& table, F&& f) {
    const std::vector<const column_info*>* chosen = nullptr;
    for (const auto& entry : data.loaded)
        if (std::equal(entry.steps.begin(), entry.steps.end(), steps.begin(), steps.end())) chosen = &entry.columns;
    for (const column_info& column : table.columns) {
        if (chosen == nullptr || table.is_key(column) ||
            std::find(chosen->begin(), chosen->end(), &column) != chosen->end())
            f(column);
    }
}

/// The same ordering from its other end.
[[nodiscard]] order_term flipped(order_term term);

struct select_plan {
    select_plan(const query& q, projection what);

    const query_data& data;
    projection what;
    join_list joins;                   ///< The query's and those for order, related rows and DISTINCT ON.
    std::vector<alias_index> related;  ///< Alias per select_related() path.
    std::vector<order_term> order;
    std::vector<expr> distinct_on;
    std::vector<expr> extras;  ///< Ordered by, so DISTINCT wants them selected, too: after everything else.
    std::vector<expr> groups;
    bool having = false;  ///< Some condition has an aggregate.

    /// The single column of projection::key, null: the model's key.
    [[nodiscard]] expr single_column() const;
    /// Where a computed column stands in the select list, from 1; 0: it is not there.
    [[nodiscard]] std::size_t position(const expr& e) const;

private:
    [[nodiscard]] bool selects(const expr& e) const;
    /// The column of values() that goes by the name of this path, null: there is none.
    [[nodiscard]] expr selected_as(const expr& by) const;
    void add_order();
    void add_order(const path& where, bool descending, order_term::nulls_order nulls, int depth);
    /// What an ordering does to the number of rows: it joins many-valued relations and splits groups.
    void add_rows_of_order();
    void add_groups();
};

/// Whether the select list holds something else than the expression: what it is read as.
[[nodiscard]] bool cast_to_read(const expression& e);

}  // namespace vinyl::sql::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/select_plan.ipp>
#endif
