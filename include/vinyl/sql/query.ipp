// How a query is refined.
#pragma once

#include <vinyl/base/new_shared.hpp>
#include <vinyl/sql/query.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/resolver.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <utility>

namespace vinyl::sql {
namespace detail {

VINYL_DECL void require_uncombined(const query_data& data, const char* what) {
    if (!data.operands.empty())
        throw usage_error(std::string("a query can not be given ") + what + " after union, intersection or difference");
}

/// Adds a resolved condition, in as many parts as it has: each goes to WHERE or HAVING on its own, or, with a window in it,
/// around the query. What is excluded with an aggregate in it stays together, as in Django.
inline void add_to_where(query_data& data, const expr& e, bool excluded) {
    const bool together = excluded && e->has_aggregate;
    const auto members_of = [](const expression& condition, node::connective how) -> const std::vector<expr>* {
        const auto* const several = as<node::combination>(condition);
        return several != nullptr && several->how == how ? &several->members : nullptr;
    };
    if (const auto* parts = members_of(*e, node::connective::all); parts != nullptr && !together) {
        for (const expr& part : *parts) add_to_where(data, part, excluded);
        return;
    }
    if (const auto* negation = as<node::negation>(*e);
        negation != nullptr && (e->has_aggregate || e->has_window) && !together) {
        if (const auto* parts = members_of(*negation->operand, node::connective::any)) {
            for (const expr& part : *parts) add_to_where(data, negated(part), excluded);
            return;
        }
    }
    data.note(e);
    (e->has_window ? data.qualify : data.where).push_back(e);
}

/// One filter() call. Returns the many-valued joins it went through.
inline alias_set add_condition(query_data& data, const expr& condition, bool negated, bool around_windows = false) {
    alias_set reuse = std::exchange(data.sticky, {});
    const alias_set inner_before = data.joins.inner_ones();
    const resolver names{data, data.joins, &reuse, &inner_before};
    const condition_builder builder(names, true);
    const auto* const several = as<node::combination>(*condition);
    const bool conjunction = several != nullptr && several->how == node::connective::all;
    auto built = builder.group(node::connective::all,
                               conjunction ? list_view<const expr>(several->members) : list_view(&condition, 1),
                               negated, false, false);
    // Whatever this call voted, conditions of earlier calls still need their rows.
    data.joins.demote(inner_before);

    if (is<node::everything>(*built.what)) return reuse;
    data.nothing = data.nothing || is<node::nothing>(*built.what);
    if (around_windows) {
        data.note(built.what);
        data.qualify.push_back(built.what);
    } else {
        add_to_where(data, built.what, negated);
    }
    return reuse;
}

inline expr resolve_all(query_data& data, const expr& e) {
    expr resolved = resolver{data, data.joins}(e);
    require_flat(resolved);
    data.note(resolved);
    return resolved;
}

inline void group_by_values(query_data& data) {
    data.group = grouping::columns;
    data.group_by.clear();
    for (const named_expression& column : data.values)
        if (!column.what->has_aggregate) data.group_by.push_back(column.what);
}

VINYL_DECL bool same_steps(step_list a, step_list b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

VINYL_DECL void require_unsliced(const query_data& data, const char* what) {
    if (data.sliced()) throw usage_error(std::string("a query can not be given ") + what + " once it is sliced");
}

}  // namespace detail

VINYL_DECL void query_data::note(const expr& e) {
    has_outer = has_outer || detail::refers_outwards(e);
    has_raw = has_raw || e->has_raw;
}

VINYL_DECL query::query(const table_info& model) : data_(vinyl::detail::new_shared<query_data>(model)) {}

VINYL_DECL query_data& query::own() {
    // The acquire makes changes by another owner, who has let go since, visible before we write.
    if (data_.use_count() != 1) data_ = vinyl::detail::new_shared<query_data>(*data_);
    else std::atomic_thread_fence(std::memory_order_acquire);
    return *data_;
}

VINYL_DECL const table_info& query::model() const noexcept { return *data_->model; }

// ------------------------------------------------------------------------------------------------------ conditions

VINYL_DECL query& query::filter(const expr& given) {
    detail::require_unsliced(*data_, "a filter");
    detail::require_uncombined(*data_, "a filter");
    detail::add_condition(own(), condition(given), false);
    return *this;
}

VINYL_DECL query& query::exclude(const expr& given) {
    detail::require_unsliced(*data_, "an exclusion");
    detail::require_uncombined(*data_, "an exclusion");
    const expr condition = sql::condition(given);
    if (is_neutral(condition)) return *this;
    detail::add_condition(own(), condition, true);
    return *this;
}

VINYL_DECL query& query::filter_sticky(const expr& given) {
    detail::require_unsliced(*data_, "a filter");
    detail::require_uncombined(*data_, "a filter");
    query_data& data = own();
    data.sticky = detail::add_condition(data, condition(given), false);
    return *this;
}

VINYL_DECL query& query::filter_chosen(const expr& given) {
    if (data_->qualify.empty()) return filter(given);
    detail::require_unsliced(*data_, "a filter");
    detail::require_uncombined(*data_, "a filter");
    detail::add_condition(own(), condition(given), false, true);
    return *this;
}

VINYL_DECL query& query::none() {
    own().nothing = true;
    return *this;
}

VINYL_DECL query& query::in_time_zone(expr zone) {
    own().zone = std::move(zone);
    return *this;
}

// ----------------------------------------------------------------------------------------------------------- order

VINYL_DECL query& query::order_by(std::vector<order_term> terms) {
    detail::require_unsliced(*data_, "an ordering");
    query_data& data = own();
    data.order = std::move(terms);
    data.explicit_order = true;
    for (const order_term& term : data.order) data.note(term.by);
    return *this;
}

VINYL_DECL query& query::clear_ordering() {
    query_data& data = own();
    data.order.clear();
    data.explicit_order = true;
    return *this;
}

VINYL_DECL query& query::reverse() {
    detail::require_unsliced(*data_, "another direction");
    query_data& data = own();
    data.reversed = !data.reversed;
    return *this;
}

// ------------------------------------------------------------------------------------------------------------ rows

VINYL_DECL query& query::distinct(bool on) {
    detail::require_unsliced(*data_, "distinct");
    detail::require_uncombined(*data_, "distinct");
    query_data& data = own();
    data.distinct = on;
    data.distinct_on.clear();
    return *this;
}

VINYL_DECL query& query::distinct_on(std::vector<expr> fields) {
    distinct(true);
    query_data& data = own();
    data.distinct_on = std::move(fields);
    for (const expr& field : data.distinct_on) data.note(field);
    return *this;
}

namespace detail {

[[nodiscard]] inline std::uint64_t sum_or_most(std::uint64_t a, std::uint64_t b) noexcept {
    return b > UINT64_MAX - a ? UINT64_MAX : a + b;
}

/// The rows that are left of the slice.
inline void apply_limits(query_data& data) {
    data.own_limit = false;
    const std::uint64_t most = data.slice_high.value_or(UINT64_MAX);
    data.low = std::min(most, sum_or_most(data.slice_low, data.offset));
    data.high = data.limit ? std::min(most, sum_or_most(data.low, *data.limit)) : data.slice_high;
}

}  // namespace detail

VINYL_DECL query& query::slice(std::uint64_t low, std::optional<std::uint64_t> high) {
    query_data& data = own();
    data.offset = low;
    data.limit = high ? std::optional(*high > low ? *high - low : 0) : std::nullopt;
    data.slice_low = data.low;
    data.slice_high = data.high;
    detail::apply_limits(data);
    data.slice_low = data.low;
    data.slice_high = data.high;
    data.offset = 0;
    data.limit.reset();
    return *this;
}

VINYL_DECL query& query::limit(std::uint64_t count) {
    query_data& data = own();
    data.limit = count;
    detail::apply_limits(data);
    return *this;
}

VINYL_DECL query& query::offset(std::uint64_t rows) {
    query_data& data = own();
    data.offset = rows;
    detail::apply_limits(data);
    return *this;
}

VINYL_DECL query& query::lock(lock_strength strength, lock_wait wait, std::vector<step_list> of, bool of_self) {
    detail::require_uncombined(*data_, "a lock");
    own().lock = {strength, wait, of_self, std::move(of)};
    return *this;
}

// --------------------------------------------------------------------------------------------------------- columns

VINYL_DECL query& query::annotate(std::string name, const expr& what, bool selected) {
    detail::require_uncombined(*data_, "an annotation");
    query_data& data = own();
    expr resolved = detail::resolve_all(data, what);
    // A node of its own, so that this annotation can be told from others that are the same column.
    if (is<node::resolved>(*resolved)) resolved = detail::copied(*resolved);
    std::erase_if(data.annotations, [&](const auto& entry) { return entry.name == name; });
    data.annotations.push_back({name, resolved, selected});

    if (data.values_mode && selected) {
        const auto old = std::find_if(data.values.begin(), data.values.end(),
                                      [&](const named_expression& column) { return column.name == name; });
        if (old != data.values.end()) old->what = resolved;
        else data.values.push_back({std::move(name), resolved});
    }
    if (resolved->has_aggregate) {
        if (!data.values_mode) data.group = grouping::model;
        else detail::group_by_values(data);
    }
    return *this;
}

namespace detail {

/// Each operand gives these values instead.
inline void values_of_operands(query_data& data, const std::vector<named_expression>& columns) {
    for (query& operand : data.operands) operand.values(columns);
    const query_data& first = data.operands.front().data();
    data.values = first.values;
    data.annotations = first.annotations;
    data.values_mode = true;
    data.related.clear();
}

}  // namespace detail

VINYL_DECL query& query::values(std::vector<named_expression> columns) {
    query_data& data = own();
    if (!data.operands.empty()) {
        detail::values_of_operands(data, columns);
        return *this;
    }
    std::vector<named_expression> resolved;
    resolved.reserve(columns.size());
    std::vector<expr> annotated;
    bool aggregates = false;
    for (named_expression& column : columns) {
        const bool known = is<node::annotation>(*column.what);
        expr what = detail::resolve_all(data, column.what);
        aggregates = aggregates || (!known && what->has_aggregate);
        // Computed columns can be ordered and filtered by under their name, as annotations are.
        if (!known) {
            if (!column.name.empty())
                std::erase_if(data.annotations, [&](const auto& entry) { return entry.name == column.name; });
            data.annotations.push_back({column.name, what, true});
        }
        if (!is<node::column>(*column.what)) annotated.push_back(what);
        resolved.push_back({std::move(column.name), std::move(what)});
    }
    if (aggregates && !data.values_mode && data.group == grouping::none) data.group = grouping::model;
    if (data.group == grouping::model) {
        // The groups stay what they are: one per row of the model, split by the annotations that are named.
        data.group = grouping::columns;
        data.group_by = std::move(annotated);
        const std::vector<expr> rows = detail::resolved_columns(0, detail::identity_of(*data.model));
        data.group_by.insert(data.group_by.begin(), rows.begin(), rows.end());
    }
    data.values = std::move(resolved);
    if (aggregates && data.group == grouping::none) detail::group_by_values(data);
    data.values_mode = true;
    data.related.clear();
    return *this;
}

VINYL_DECL query& query::select_related(step_list steps) {
    detail::require_uncombined(*data_, "select_related");
    if (data_->values_mode) throw usage_error("select_related() does not go with values()");
    if (steps.empty()) own().related.clear();
    query_data& data = own();
    for (std::size_t count = 1; count <= steps.size(); ++count) {
        const step_list prefix = steps.first(count);
        if (prefix.back()->many())
            throw usage_error("select_related() can not follow \"" + std::string(prefix.back()->field) +
                              "\": it leads to many rows; follow it from the objects instead");
        const bool known = std::any_of(data.related.begin(), data.related.end(),
                                       [&](step_list other) { return detail::same_steps(other, prefix); });
        if (!known) data.related.push_back(prefix);
    }
    return *this;
}

VINYL_DECL query& query::load_only(step_list steps, std::vector<const column_info*> columns) {
    query_data& data = own();
    std::erase_if(data.loaded, [&](const auto& entry) { return detail::same_steps(entry.steps, steps); });
    const table_info& table = steps.empty() ? *data.model : steps.back()->target();
    if (columns.size() != table.columns.size()) data.loaded.push_back({steps, std::move(columns)});
    return *this;
}

namespace detail {

inline bool same_loaded(const query_data::loaded_columns& a, const query_data::loaded_columns& b) {
    return same_steps(a.steps, b.steps) && a.columns == b.columns;
}

inline void require_alike(const query_data& first, const query& other) {
    if (first.lock.strength != lock_strength::none || other.locked())
        throw usage_error("rows can not be locked in a union, intersection or difference");
    const std::vector<step_list>& related = other.data().related;
    if (!std::equal(first.related.begin(), first.related.end(), related.begin(), related.end(), same_steps))
        throw usage_error(
            "the querysets of a union, intersection or difference have the same columns: they take the same "
            "select_related()");
    const auto& loaded = other.data().loaded;
    if (!std::equal(first.loaded.begin(), first.loaded.end(), loaded.begin(), loaded.end(), same_loaded))
        throw usage_error(
            "the querysets of a union, intersection or difference have the same columns: they take the same only() and "
            "defer()");
}

}  // namespace detail

VINYL_DECL query& query::combine(set_operation how, std::vector<query> others) {
    for (const query& other : others) detail::require_alike(*data_, other);
    query_data parts(*data_->model);
    parts.values_mode = data_->values_mode;
    parts.values = data_->values;
    parts.annotations = data_->annotations;
    parts.loaded = data_->loaded;
    parts.related = data_->related;
    parts.operation = how;
    const bool first_empty = is_nothing();
    // (a UNION b) UNION c is a UNION b UNION c; of one alone there is nothing but that equal rows are one
    const bool goes_on = !data_->operands.empty() &&
                         (data_->operation == how || (data_->operands.size() == 1 && how != set_operation::union_all));
    if (goes_on && !sliced() && !first_empty) parts.operands = data_->operands;
    else parts.operands.push_back(*this);
    // An operand without rows needs no SQL, unless its absence decides.
    for (query& other : others)
        if (!other.is_nothing() || how == set_operation::intersection) parts.operands.push_back(std::move(other));
    if (how == set_operation::intersection) {
        for (const query& operand : parts.operands) parts.nothing = parts.nothing || operand.is_nothing();
    } else if (how == set_operation::difference) {
        parts.nothing = first_empty;
    } else if (first_empty) {
        parts.nothing = parts.operands.size() == 1;
        if (!parts.nothing) parts.operands.erase(parts.operands.begin());
    }
    for (const query& operand : parts.operands) {
        parts.has_outer = parts.has_outer || operand.data().has_outer;
        parts.has_raw = parts.has_raw || operand.data().has_raw;
    }
    data_ = vinyl::detail::new_shared<query_data>(std::move(parts));
    return *this;
}

// ------------------------------------------------------------------------------------------------------- questions

VINYL_DECL bool query::is_nothing() const noexcept { return data_->is_nothing(); }
VINYL_DECL bool query::sliced() const noexcept { return data_->sliced(); }
VINYL_DECL bool query::is_distinct() const noexcept { return data_->distinct; }
VINYL_DECL bool query::grouped() const noexcept { return data_->group != grouping::none; }
VINYL_DECL bool query::has_values() const noexcept { return data_->values_mode; }
VINYL_DECL bool query::locked() const noexcept { return data_->lock.strength != lock_strength::none; }
VINYL_DECL std::uint64_t query::low() const noexcept { return data_->low; }
VINYL_DECL std::optional<std::uint64_t> query::high() const noexcept { return data_->high; }

VINYL_DECL bool query::ordered() const noexcept {
    if (!data_->order.empty()) return true;
    return !data_->explicit_order && data_->operands.empty() && data_->group == grouping::none &&
           data_->model->ordering != nullptr && !data_->model->ordering().empty();
}

}  // namespace vinyl::sql
