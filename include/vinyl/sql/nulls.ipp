// NULL in resolved expressions.
#include <vinyl/sql/nulls.hpp>

#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl::sql::detail {

/// Transforms that give NULL for NULL only. The others do for infinite dates and times, too.
[[nodiscard]] constexpr bool only_null_of_null(transform part) noexcept {
    using enum transform;
    return part == year || part == iso_year || part == date || part == lower || part == upper || part == length;
}

/// The column that is NULL exactly when the value is: of a column itself, or below transforms. Null: there is none.
inline expr column_that_decides(const expr& value) {
    expr at = value;
    while (at->kind == node::extract && only_null_of_null(static_cast<transform>(at->alias))) at = at->left;
    return at->kind == node::resolved && at->depth == 0 ? at : nullptr;
}

inline bool may_give_null(const query& one_column) {
    const query_data& data = one_column.data();
    if (!data.operands.empty()) return std::any_of(data.operands.begin(), data.operands.end(), &may_give_null);
    if (!data.values_mode) return false;  // its key
    const alias_set inner = data.joins.inner_ones();
    return std::any_of(data.values.begin(), data.values.end(),
                       [&](const named_expression& column) { return nulls{data.joins, inner}.possible(column.what); });
}

VINYL_DECL void add_strict_columns(std::vector<const expression*>& found, const expression& value) {
    switch (value.kind) {
        case node::column:
        case node::resolved: found.push_back(&value); return;
        case node::row:
            for (const expr& part : value.operands) add_strict_columns(found, *part);
            return;
        case node::extract:
        case node::negate:
        case node::cast: return add_strict_columns(found, *value.left);
        case node::arithmetic:
            // An array and NULL put together are the array.
            if (value.op == arithmetic_operator::concatenate) return;
            add_strict_columns(found, *value.left);
            add_strict_columns(found, *value.right);
            return;
        case node::function: {
            constexpr std::string_view strict[] = {
                "jsonb_extract_path", "jsonb_extract_path_text", "LOWER", "UPPER", "LENGTH", "ABS"};
            if (!value.operands.empty() &&
                std::find(std::begin(strict), std::end(strict), value.text) != std::end(strict))
                add_strict_columns(found, *value.operands.front());
            return;
        }
        default: return;
    }
}

VINYL_DECL std::vector<const expression*> columns_needed(const expression& condition, bool negated) {
    std::vector<const expression*> needed;
    const auto add = [&](const expr& side) {
        if (side) add_strict_columns(needed, *side);
    };
    switch (condition.kind) {
        case node::is_null:
            if (condition.flag == negated) add(condition.left);
            return needed;
        case node::compare:
            if (negated || condition.lookup == lookup::distinct_from) return needed;
            add(condition.left);
            if (condition.lookup != lookup::not_distinct_from) add(condition.right);
            else if (condition.right->kind != node::value || condition.right->value.null) needed.clear();
            return needed;
        case node::in_values:
        case node::in_query:
        case node::in_range:
        case node::condition:
            if (negated) return needed;
            add(condition.left);
            add(condition.right);
            add(condition.third);
            return needed;
        default: return needed;
    }
}

VINYL_DECL bool nulls::possible(const expr& value) const {
    const auto any_operand = [&] {
        bool found = false;
        each_child(*value, [&](const expr& child) { found = found || possible(child); });
        return found;
    };
    switch (value->kind) {
        case node::value: return value->value.null;
        case node::resolved: {
            if (value->depth != 0 || value->where.column->nullable) return true;
            for (alias_index alias = value->alias; alias != 0 && !settled.contains(alias); alias = joins[alias].parent)
                if (joins[alias].nullable) return true;
            return false;
        }
        case node::outer:
            return value->where.column == nullptr || value->where.column->nullable ||
                   std::any_of(value->where.steps.begin(), value->where.steps.end(),
                               [](const relation_info* step) { return step->nullable || !step->forward(); });
        case node::extract: return !only_null_of_null(static_cast<transform>(value->alias)) || possible(value->left);
        case node::arithmetic:
            // a key or a path that is missing in JSON
            if (value->op >= arithmetic_operator::json_get) return true;
            return any_operand();
        case node::negate: return possible(value->left);
        case node::row: return any_operand();
        case node::function:
            return value->text != "COALESCE" || std::all_of(value->operands.begin(), value->operands.end(),
                                                            [&](const expr& operand) { return possible(operand); });
        case node::aggregate: return value->text != "COUNT";
        case node::parts:
        case node::array_subquery:
        case node::is_null:
        case node::is_true:
        case node::exists:
        case node::one_of:
        case node::nothing:
        case node::everything: return false;
        default: return true;
    }
}

VINYL_DECL alias_set nulls::needed_by(const expression& condition, bool negated) const {
    if (joins.size() == 1) return {};
    alias_set needed;
    for (const expression* column : columns_needed(condition, negated)) {
        if (column->kind != node::resolved || column->depth != 0) continue;
        for (alias_index alias = column->alias; alias != 0; alias = joins[alias].parent) needed.insert(alias);
    }
    return needed;
}

VINYL_DECL expr nulls::made_definite(const expr& condition) const {
    const bool never_null = condition->kind == node::is_null ||
                            (condition->kind == node::compare && (condition->lookup == lookup::distinct_from ||
                                                                  condition->lookup == lookup::not_distinct_from));
    if (never_null) return condition;
    const auto is_true = [&] {
        auto made = make(node::is_true, condition);
        made->oid = bool_oid;
        return made;
    };
    if (condition->kind == node::in_query && may_give_null(*condition->inner)) return is_true();
    // Of plain columns as Django writes it: "x = 1 AND x IS NOT NULL" lets an index on x serve the negation.
    std::vector<expr> parts{condition}, decided_by;
    bool unclear = false;
    each_child(*condition, [&](const expr& side) {
        if (!possible(side)) return;
        const expr column = column_that_decides(side);
        unclear = unclear || !column;
        if (!column ||
            std::any_of(decided_by.begin(), decided_by.end(), [&](const expr& other) { return same(other, column); }))
            return;
        decided_by.push_back(column);
        parts.push_back(is_null(column, false));
    });
    if (unclear) return is_true();
    return parts.size() == 1 ? condition : expr(make_with(node::all_of, std::move(parts)));
}

}  // namespace vinyl::sql::detail
