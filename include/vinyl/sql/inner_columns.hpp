// What is read of a query that becomes a derived table: its columns, by which it is spoken of from outside. Internal to sql/.
#pragma once

#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/resolver.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace vinyl::sql::detail {

/// The columns that are wanted of an inner query, each once, and references to them.
class inner_columns {
public:
    /// Besides its columns, annotations and subqueries, `is_inside` says of an expression whether it is computed inside.
    inner_columns(const query_data& inner, bool (*is_inside)(const expression&))
        : inner_(inner), is_inside_(is_inside) {}

    /// A reference to an expression of the inner query.
    [[nodiscard]] expr reference_to(const expr& inside) {
        std::uint32_t at = 0;
        while (at < columns.size() && !same(columns[at], inside)) ++at;
        if (at == columns.size()) columns.push_back(inside);
        return make(node::reference{typed_by(*inside), at}, inside->oid);
    }
    /// An expression with what is computed inside replaced by references.
    [[nodiscard]] expr outside(const expr& e) {
        return replaced(e, [&](const expr& part) -> expr {
            const bool annotated = std::any_of(inner_.annotations.begin(), inner_.annotations.end(),
                                               [&](const auto& entry) { return entry.what == part; });
            const auto* const column = as<node::resolved>(*part);
            const bool own = column != nullptr && column->depth == 0;
            if (!annotated && !own && inner_query(*part) == nullptr && !is_inside_(*part)) return {};
            return reference_to(part);
        });
    }

    std::vector<expr> columns;

private:
    const query_data& inner_;
    bool (*is_inside_)(const expression&);
};

/// Adds them to a select list, by the names that references have.
inline void add_columns(std::vector<named_expression>& list, const inner_columns& inner) {
    for (std::size_t i = 0; i < inner.columns.size(); ++i)
        list.push_back({"__col" + std::to_string(i), inner.columns[i]});
}

/// Selects these columns instead of the query's own, and leaves its groups what they are.
inline void select_instead(query_data& data, std::vector<named_expression> list) {
    if (data.group == grouping::model) {
        data.group = grouping::columns;
        data.group_by = resolved_columns(0, identity_of(*data.model));
        for (const auto& entry : data.annotations)
            if (entry.selected) data.group_by.push_back(entry.what);
    }
    // What was selected splits the groups, also when it is no longer selected.
    if (data.group == grouping::columns)
        for (const named_expression& column : data.values) data.group_by.push_back(column.what);
    data.values = std::move(list);
    data.values_mode = true;
}

}  // namespace vinyl::sql::detail
