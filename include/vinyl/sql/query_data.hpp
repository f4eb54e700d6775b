// The parts of a query. Internal to sql/: query changes them, the compiler reads them.
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/base/new_shared.hpp>
#include <vinyl/base/function_ref.hpp>
#include <vinyl/sql/joins.hpp>
#include <vinyl/sql/node.hpp>
#include <vinyl/sql/query_type.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vinyl::sql {

enum class grouping : unsigned char {
    none,
    model,   ///< By the model's key: one group per row of the model.
    columns  ///< By `group_by` (may be empty) and what is selected without being an aggregate.
};

/// Rows that are written in front of a query, by WITH, and joined as a table by their relation.
struct common_table {
    const relation_info* relation;
    query rows;  ///< Of a walk: where it starts.
    common_storage storage;
    tree_walk walk;
};

struct query_data {
    explicit query_data(const table_info& of) noexcept : model(&of), joins(of) {}

    struct annotated {
        std::string name;
        expr what;  ///< resolved
        bool selected = true;
    };
    struct loaded_columns {
        step_list steps;
        std::vector<const column_info*> columns;
    };
    struct row_lock {
        lock_strength strength = lock_strength::none;
        lock_wait wait = lock_wait::wait;
        bool of_self = false;
        std::vector<step_list> of;
    };

    const table_info* model;
    detail::join_list joins;
    detail::alias_set sticky;   ///< Joins that the next filter() call may use, too.
    std::vector<expr> where;    ///< resolved; all of them hold
    std::vector<expr> qualify;  ///< resolved; about windows, so they are asked of what all the others leave
    std::vector<annotated> annotations;
    std::vector<named_expression> values;  ///< resolved; the select list after values()
    std::vector<expr> group_by;            ///< resolved
    std::vector<expr> calculated_keys;     ///< resolved; what groups have in common, made columns by a LATERAL join
    std::vector<order_term> order;         ///< as given: resolved by the compiler, so that it leaves no joins behind
    std::vector<expr> distinct_on;         ///< as given
    std::vector<step_list> related;
    std::vector<loaded_columns> loaded;
    std::vector<query> operands;  ///< of a set operation
    std::vector<std::shared_ptr<const common_table>> commons;
    // Rows [low, high), which limit and offset choose of the rows that slices left: [slice_low, slice_high).
    std::uint64_t low = 0;
    std::optional<std::uint64_t> high;
    std::uint64_t slice_low = 0;
    std::optional<std::uint64_t> slice_high;
    std::optional<std::uint64_t> limit;
    std::uint64_t offset = 0;
    bool own_limit = false;  ///< The limit is not the caller's but vinyl's: part of the text, as it never differs.
    expr zone;               ///< Null: the session's, or that of the query around.
    row_lock lock;
    set_operation operation{};
    grouping group = grouping::none;
    bool values_mode = false;
    bool explicit_order = false;  ///< order_by() was called: meta's ordering does not count.
    bool reversed = false;
    bool distinct = false;
    bool makes_array = false;  ///< Its order matters, though it is a subquery without a slice.
    bool nothing = false;      ///< For another reason than its limits.
    bool has_outer = false;
    bool has_raw = false;

    [[nodiscard]] const annotated* find_annotation(std::string_view name) const noexcept {
        for (const annotated& entry : annotations)
            if (entry.name == name) return &entry;
        return nullptr;
    }
    [[nodiscard]] bool sliced() const noexcept { return low != 0 || high.has_value(); }
    /// No row can match.
    [[nodiscard]] bool is_nothing() const noexcept { return nothing || (high && *high == low); }
    [[nodiscard]] bool has_aggregates() const noexcept {
        for (const annotated& entry : annotations)
            if (entry.what->has_aggregate) return true;
        for (const expr& condition : where)
            if (condition->has_aggregate) return true;
        for (const expr& condition : qualify)
            if (condition->has_aggregate) return true;
        return false;
    }
    /// Something that is selected makes several rows of one, or none.
    [[nodiscard]] bool selects_sets() const noexcept {
        if (values_mode)
            return std::any_of(values.begin(), values.end(), [](const auto& entry) { return entry.what->gives_rows; });
        return std::any_of(annotations.begin(), annotations.end(),
                           [](const auto& entry) { return entry.selected && entry.what->gives_rows; });
    }
    /// Takes note of what an expression brings along.
    void note(const expr& e);
};

/// The way from the library's own code to the parts of a query.
struct query_access {
    [[nodiscard]] static query_data& own(query& q) { return q.own(); }
    [[nodiscard]] static query from(query_data parts) {
        query made(*parts.model);
        made.data_ = vinyl::detail::new_shared<query_data>(std::move(parts));
        return made;
    }
};

namespace detail {

using vinyl::detail::function_ref;

/// Throws usage_error when a slice was taken of the query: it can not be given `what` any more.
void require_unsliced(const query_data& data, const char* what);

/// The same when it is a set operation.
void require_uncombined(const query_data& data, const char* what);

/// Calls f(expression) for each of the query's expressions.
inline void each_expression(const query& q, function_ref<void(const expr&)> f) {
    const query_data& parts = q.data();
    for (const expr& e : parts.where) f(e);
    for (const expr& e : parts.qualify) f(e);
    for (const auto& entry : parts.annotations) f(entry.what);
    for (const auto& entry : parts.values) f(entry.what);
    for (const expr& e : parts.group_by) f(e);
    for (const order_term& term : parts.order) f(term.by);
    for (const expr& e : parts.distinct_on) f(e);
    for (const query& operand : parts.operands) each_expression(operand, f);
}

/// A copy of the query with f applied to each of its expressions.
[[nodiscard]] inline query with_expressions(const query& q, function_ref<expr(const expr&)> f) {
    query_data parts = q.data();
    parts.has_outer = false;
    const auto apply = [&](expr& e) {
        if (!e) return;
        e = f(e);
        parts.note(e);
    };
    for (expr& e : parts.where) apply(e);
    for (expr& e : parts.qualify) apply(e);
    for (auto& entry : parts.annotations) apply(entry.what);
    for (auto& entry : parts.values) apply(entry.what);
    for (expr& e : parts.group_by) apply(e);
    for (order_term& term : parts.order) apply(term.by);
    for (expr& e : parts.distinct_on) apply(e);
    for (query& operand : parts.operands) {
        operand = with_expressions(operand, f);
        parts.has_outer = parts.has_outer || operand.data().has_outer;
    }
    return query_access::from(std::move(parts));
}

}  // namespace detail
}  // namespace vinyl::sql
