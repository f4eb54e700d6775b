// SELECT of set operations: UNION, INTERSECT, EXCEPT.
#pragma once

#include <vinyl/sql/compile.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/resolver.hpp>
#include <vinyl/sql/select_plan.hpp>
#include <vinyl/sql/statement_parts.hpp>
#include <vinyl/sql/tree.hpp>
#include <vinyl/sql/writer.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl::sql::detail {

/// The columns of a set operation's rows, which are those of its first operand.
class combined_columns {
public:
    explicit combined_columns(const query_data& combined) : data_(combined) {
        if (data_.values_mode) {
            size_ = data_.values.size();
            return;
        }
        each_column([&](const column_info&) { ++size_; });
        for (const auto& entry : data_.annotations) size_ += entry.selected;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Where the column stands that an ordering means, from 1; 0: it is not there.
    [[nodiscard]] std::size_t position(const expr& by) const {
        const auto* const path = as<node::column>(*by);
        const auto* const annotation = as<node::annotation>(*by);
        if (path == nullptr && annotation == nullptr) return 0;
        const std::string name = path != nullptr ? written_out(path->where) : annotation->name;
        const column_info* const own = path != nullptr ? column_of_model(path->where) : nullptr;
        std::size_t at = 0, found = 0;
        if (data_.values_mode) {
            for (const named_expression& column : data_.values) {
                ++at;
                if (column.name == name || (own != nullptr && is_column(column.what, *own))) return at;
            }
            return 0;
        }
        each_column([&](const column_info& column) {
            ++at;
            if (&column == own) found = at;
        });
        for (const auto& entry : data_.annotations) {
            if (!entry.selected) continue;
            ++at;
            if (annotation != nullptr && entry.name == name) found = at;
        }
        return found;
    }

    /// Where the columns of the key stand, from 1.
    [[nodiscard]] std::vector<std::size_t> key() const {
        if (data_.values_mode) return {1};
        if (data_.model->keys.empty()) throw_no_primary_key(*data_.model, "a row in a subquery");
        std::vector<std::size_t> places;
        for (const column_info* key : data_.model->keys) places.push_back(position(column(path{{}, key, {}})));
        return places;
    }

private:
    template <class F>
    void each_column(F&& f) const {
        each_loaded_column(data_, {}, *data_.model, std::forward<F>(f));
    }
    /// The model's column that a path means, null: it means another.
    [[nodiscard]] const column_info* column_of_model(const path& where) const {
        if (!where.transforms.empty()) return nullptr;
        const path to = trimmed(*data_.model, where);
        return to.steps.empty() ? to.column : nullptr;
    }
    [[nodiscard]] static bool is_column(const expr& e, const column_info& column) {
        const auto* const own = as<node::resolved>(*e);
        return own != nullptr && own->alias == 0 && own->depth == 0 && own->column == &column;
    }

    const query_data& data_;
    std::size_t size_ = 0;
};

[[noreturn]] inline void throw_no_column_to_order_by() {
    throw usage_error(
        "an ordering after union, intersection or difference must name a column of the result, or a path that each of "
        "the "
        "querysets can follow without more groups or rows: annotate() them with it before");
}

/// The operand with one more column behind the others, which rows are ordered by.
inline query with_column(query operand, const expr& by, const std::string& name, const table_info& model) {
    query_data& data = query_access::own(operand);
    for (query& inside : data.operands) inside = with_column(inside, by, name, model);
    if (!data.operands.empty()) {
        data.values = data.operands.front().data().values;
        data.annotations = data.operands.front().data().annotations;
        return operand;
    }
    const bool known = is<node::column>(*by) || is<node::annotation>(*by);
    if (!known || data.model != &model || data.group != grouping::none || !data.related.empty())
        throw_no_column_to_order_by();
    const alias_index before = data.joins.size();
    const expr column = resolver{data, data.joins}(by);
    for (alias_index alias = before; alias < data.joins.size(); ++alias)
        if (data.joins[alias].relation->many()) throw_no_column_to_order_by();
    if (is<node::row>(*column)) throw_no_column_to_order_by();
    if (data.values_mode) data.values.push_back({name, column});
    else data.annotations.push_back({name, column, true});
    return operand;
}

/// How the rows are ordered: by columns that are there, and by others that are added for it.
struct combined_order {
    explicit combined_order(const query_data& data) {
        const combined_columns columns(data);
        for (const order_term& term : data.order) {
            std::size_t position = columns.position(term.by);
            if (position == 0) {
                added.push_back(term.by);
                position = columns.size() + added.size();
            }
            places.push_back(position);
        }
    }

    std::vector<std::size_t> places;
    std::vector<expr> added;
};

inline std::string_view written(set_operation operation) {
    switch (operation) {
        case set_operation::union_: return " UNION ";
        case set_operation::union_all: return " UNION ALL ";
        case set_operation::intersection: return " INTERSECT ";
        case set_operation::difference: return " EXCEPT ";
    }
    return " UNION ";
}

/// The operands and what stands between them.
inline void write_operands(writer& out, const query_data& data, const std::vector<expr>& added, projection what,
                           const visible_tables* around, char letter) {
    // One operand alone would lend its own ORDER BY and LIMIT to the whole.
    const auto keeps_order = [](const query& operand) {
        return operand.sliced() || !operand.data().distinct_on.empty();
    };
    const bool derived = data.operands.size() == 1 && keeps_order(data.operands.front());
    if (derived) out.text += "SELECT * FROM ";
    bool first = true;
    for (const query& operand : data.operands) {
        if (!std::exchange(first, false)) out.text += written(data.operation);
        out.text += '(';
        query inside = operand;
        for (std::size_t i = 0; i < added.size(); ++i)
            inside = with_column(std::move(inside), added[i], "__order" + std::to_string(i), *data.model);
        if (!keeps_order(inside)) inside.clear_ordering();
        out.select(inside, what, letter, around);
        out.text += ')';
    }
    if (derived) out.text += " \"subquery\"";
}

/// The rows in their order.
inline void write_ordered(writer& out, const query_data& data, const combined_order& order,
                          const visible_tables* around, char letter) {
    write_operands(out, data, order.added, projection::rows, around, letter);
    if (!data.order.empty()) out.text += " ORDER BY ";
    comma next(out.text);
    for (std::size_t i = 0; i < data.order.size(); ++i) {
        next();
        out.text += std::to_string(order.places[i]);
        write_direction(out, data.reversed ? flipped(data.order[i]) : data.order[i]);
    }
    write_limits(out, data);
}

VINYL_DECL void write_combined(writer& out, const query_data& data, projection what, const visible_tables* around,
                               char letter) {
    if (what == projection::one) {
        // Only its rows as a whole can be told apart, so the constant is selected around it.
        out.text += "SELECT 1 FROM (";
        write_operands(out, data, {}, projection::rows, around, letter);
        out.text += ") \"subquery\"";
        return write_limits(out, data);
    }
    if (what == projection::key && !data.sliced() && !data.makes_array)
        return write_operands(out, data, {}, projection::key, around, letter);
    const combined_order order(data);
    if (what == projection::rows || (data.values.size() == 1 && order.added.empty()))
        return write_ordered(out, data, order, around, letter);

    // Which rows a slice holds is decided by whole rows; of these the key is taken.
    const std::vector<std::size_t> key = combined_columns(data).key();
    out.text += "SELECT ";
    comma next(out.text);
    for (const std::size_t place : key) {
        next();
        out.text.append("\"combined\".\"__col").append(std::to_string(place - 1)).append(1, '"');
    }
    out.text += " FROM (";
    write_ordered(out, data, order, around, letter);
    out.text += ") \"combined\" (";
    comma next_name(out.text);
    for (std::size_t i = 0; i < *std::max_element(key.begin(), key.end()); ++i) {
        next_name();
        out.text.append("\"__col").append(std::to_string(i)).append(1, '"');
    }
    out.text += ')';
}

}  // namespace vinyl::sql::detail
