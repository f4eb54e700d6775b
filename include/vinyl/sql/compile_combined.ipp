// SELECT of set operations: UNION, INTERSECT, EXCEPT.
#pragma once

#include <vinyl/sql/compile.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/base/list_view.hpp>
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

    /// A column, from 1, as it is spoken of from outside.
    [[nodiscard]] expr reference_to(std::size_t place) const {
        expr inside;
        std::size_t at = 0;
        const auto pass = [&](const expr& each) {
            if (++at == place) inside = each;
        };
        if (data_.values_mode) {
            for (const named_expression& column : data_.values) pass(column.what);
        } else {
            each_column([&](const column_info& column) { pass(resolved_column(0, column)); });
            for (const auto& entry : data_.annotations)
                if (entry.selected) pass(entry.what);
        }
        return make(node::reference{typed_by(*inside), static_cast<std::uint32_t>(place - 1), false, true},
                    inside->oid);
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
class combined_order {
public:
    explicit combined_order(const query_data& data) : columns_(data) {
        for (const order_term& term : data.order) {
            const auto* const path = as<node::column>(*term.by);
            if (path == nullptr || (data.values_mode && columns_.position(term.by) != 0)) add(term, term.by);
            else add(term, path->where, false, 0);
        }
    }

    struct place {
        std::size_t column;  ///< From 1.
        const order_term* as;
        bool flipped;
    };
    std::vector<place> places;
    std::vector<expr> added;

private:
    void add(const order_term& term, const expr& by, bool flipped = false) {
        std::size_t position = columns_.position(by);
        if (position == 0) {
            added.push_back(by);
            position = columns_.size() + added.size();
        }
        places.push_back({position, &term, flipped});
    }
    /// As select_plan::add_order(): by a relation is by what its model is ordered by.
    void add(const order_term& term, const path& where, bool flipped, int depth) {
        const bool relation = where.column == nullptr && !where.steps.empty();
        const table_info* const target = relation ? &where.steps.back()->target() : nullptr;
        if (!relation || depth > 3 || target->ordering == nullptr || target->ordering().empty())
            return add(term, depth == 0 ? term.by : column(where), flipped);
        for (const path_order& part : target->ordering()) {
            std::vector<const relation_info*>& steps = steps_.emplace_back(where.steps.begin(), where.steps.end());
            steps.insert(steps.end(), part.by.steps.begin(), part.by.steps.end());
            const path further{steps, part.by.column, part.by.transforms};
            add(term, further, flipped != part.descending, depth + 1);
        }
    }

    combined_columns columns_;
    std::vector<std::vector<const relation_info*>> steps_;  ///< What paths point at.
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

inline void write_place(std::string& text, std::size_t column) {
    text.append("\"__col").append(std::to_string(column)).append(1, '"');
}

VINYL_DECL void begin_first_columns(std::string& text, std::string_view table, std::size_t columns) {
    text += "SELECT ";
    comma next(text);
    for (std::size_t i = 0; i < columns; ++i) {
        next();
        text.append(1, '"').append(table).append("\".");
        write_place(text, i);
    }
    text += " FROM (";
}

VINYL_DECL void end_first_columns(std::string& text, std::string_view table, std::size_t columns) {
    text.append(") \"").append(table).append("\" (");
    comma next(text);
    for (std::size_t i = 0; i < columns; ++i) {
        next();
        write_place(text, i);
    }
    text += ')';
}

// One operand alone would lend its own ORDER BY and LIMIT to the whole.
inline bool keeps_order(const query& operand) { return operand.sliced() || !operand.data().distinct_on.empty(); }

/// Whether there are columns behind those of its rows, which these are only ordered by.
inline bool selects_more(const query& operand) {
    const query_data& data = operand.data();
    if (!operand.sliced()) return false;
    if (!data.operands.empty()) return !combined_order(data).added.empty();
    return data.distinct && !select_plan(operand, projection::rows).extras.empty();
}

/// Whether two of its rows may be equal.
inline bool may_repeat(const query& operand) {
    const query_data& data = operand.data();
    if (selects_more(operand) || data.selects_sets()) return true;
    if (!data.operands.empty())
        return data.operation == set_operation::union_all &&
               (data.operands.size() > 1 || may_repeat(data.operands.front()));
    if (data.distinct && data.distinct_on.empty()) return false;
    const list_view<const column_info* const> keys = data.model->keys;
    const auto selected = [&](const column_info* key) {
        return !data.values_mode || std::any_of(data.values.begin(), data.values.end(), [&](const auto& column) {
            return same(column.what, resolved_column(0, *key));
        });
    };
    if (keys.empty() || data.model->read_only || data.group == grouping::columns ||
        !std::all_of(keys.begin(), keys.end(), selected))
        return true;
    const select_plan plan(operand, projection::rows);
    for (alias_index alias = 1; alias < plan.joins.size(); ++alias)
        if (!plan.joins.is_dropped(alias) && plan.joins[alias].relation->many()) return true;
    return false;
}

/// The operands and what stands between them.
inline void write_operands(writer& out, const query_data& data, const std::vector<expr>& added, projection what,
                           const visible_tables* around, char letter) {
    std::vector<query> operands = data.operands;
    for (query& operand : operands) {
        for (std::size_t i = 0; i < added.size(); ++i)
            operand = with_column(std::move(operand), added[i], "__order" + std::to_string(i), *data.model);
        if (!keeps_order(operand)) operand.clear_ordering();
    }
    const bool alone = operands.size() == 1;
    // Nothing else takes the rows of one alone that are equal for one.
    const bool once = alone && data.operation != set_operation::union_all && may_repeat(operands.front());
    const bool derived = once || (alone && keeps_order(operands.front()));
    if (derived) out.text += once ? "SELECT DISTINCT * FROM " : "SELECT * FROM ";
    bool first = true;
    for (const query& operand : operands) {
        if (!std::exchange(first, false)) out.text += written(data.operation);
        out.text += '(';
        const std::size_t shown =
            what == projection::rows && selects_more(operand) ? operand.outputs().columns.size() : 0;
        if (shown != 0) begin_first_columns(out.text, "operand", shown);
        out.select(operand, what, letter, around);
        if (shown != 0) end_first_columns(out.text, "operand", shown);
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
    for (const combined_order::place& each : order.places) {
        next();
        out.text += std::to_string(each.column);
        order_term term = *each.as;
        if (each.flipped) term.descending = !term.descending;
        write_direction(out, data.reversed ? flipped(term) : term);
    }
    if (data.nothing) out.text += " LIMIT 0";
    else write_limits(out, data);
}

/// Whether the keys of the rows of each operand say which keys there are of the whole. Rows with one key can differ in
/// annotations, and are then neither common to two operands nor taken away.
inline bool combines_by_key(const query_data& data) {
    if (data.operation == set_operation::union_ || data.operation == set_operation::union_all) return true;
    return data.values_mode || std::none_of(data.annotations.begin(), data.annotations.end(),
                                            [](const auto& entry) { return entry.selected; });
}

/// Which rows there are is decided by whole rows; of these the key is taken.
inline void write_keys(writer& out, const query_data& data, const visible_tables* around, char letter) {
    const combined_columns columns(data);
    const std::vector<std::size_t> key = columns.key();
    out.text += "SELECT ";
    comma next(out.text);
    for (const std::size_t place : key) {
        next();
        out.text += "\"combined\".";
        out.write(columns.reference_to(place), nullptr);
    }
    out.text += " FROM (";
    write_ordered(out, data, combined_order(data), around, letter);
    end_first_columns(out.text, "combined", *std::max_element(key.begin(), key.end()));
}

VINYL_DECL expr over_combined(const query_data& data, const expr& e, std::size_t& named) {
    const combined_columns columns(data);
    const auto reference = [&](const expr& part) -> expr {
        const std::size_t place = columns.position(part);
        if (place == 0) return {};
        named = std::max(named, place);
        return columns.reference_to(place);
    };
    return replaced(e, [&](const expr& part) -> expr {
        const bool awaits = inner_query(*part) != nullptr && part->has_outer;
        const auto* const path = as<node::column>(*part);
        if (path == nullptr && !is<node::annotation>(*part) && !awaits) return {};
        expr found = awaits ? expr() : reference(part);
        if (!found && path != nullptr && !path->where.transforms.empty()) {
            found = reference(column({path->where.steps, path->where.column, {}}));
            if (found)
                for (const transform_info* each : path->where.transforms) found = extract(*each, std::move(found));
        }
        if (!found)
            throw usage_error(
                "aggregate() after union, intersection or difference is calculated of columns of the result, and this "
                "is none: annotate() the querysets with it before");
        return found;
    });
}

VINYL_DECL void write_combined(writer& out, const query_data& data, projection what, const visible_tables* around,
                               char letter) {
    if (what == projection::one) {
        // Only its rows as a whole can be told apart, so the constant is selected around it.
        out.text += "SELECT 1 FROM (";
        write_operands(out, data, {}, projection::rows, around, letter);
        out.text += ") \"subquery\"";
        if (data.nothing) out.text += " WHERE FALSE";
        return write_limits(out, data);
    }
    const bool order_matters = what == projection::rows || data.sliced() || data.makes_array;
    if (!order_matters && combines_by_key(data)) {
        write_operands(out, data, {}, projection::key, around, letter);
        if (data.nothing) out.text += " LIMIT 0";
        return;
    }
    if (!order_matters) {
        query_data unordered = data;
        unordered.order.clear();
        return write_keys(out, unordered, around, letter);
    }
    const combined_order order(data);
    const bool as_it_is = data.values.size() == 1 && order.added.empty() && !cast_to_read(*data.values.front().what);
    if (what == projection::rows || as_it_is) return write_ordered(out, data, order, around, letter);
    write_keys(out, data, around, letter);
}

}  // namespace vinyl::sql::detail
