// What is recorded of queries, and of what is wanted of them.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/sql/instruction.hpp>
#include <vinyl/sql/recording_bytes.ipp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace vinyl::sql {

// ----------------------------------------------------------------------------------------------------------- limits

namespace detail {
/// A sum that is a number of rows.
[[nodiscard]] inline std::uint64_t limited_sum(std::uint64_t a, std::uint64_t b) noexcept {
    return b > row_limits::most - a ? row_limits::most : a + b;
}
}  // namespace detail

VINYL_DECL std::uint64_t row_limits::low() const noexcept {
    return std::min(slice_high_, detail::limited_sum(slice_low_, offset_));
}

VINYL_DECL std::uint64_t row_limits::high() const noexcept {
    return limit_ == none ? slice_high_ : std::min(slice_high_, detail::limited_sum(low(), limit_));
}

VINYL_DECL void row_limits::slice(std::uint64_t low, std::uint64_t high) noexcept {
    const std::uint64_t begin = this->low(), end = this->high();
    slice_low_ = std::min(end, detail::limited_sum(begin, low));
    if (high == none) slice_high_ = end;
    else slice_high_ = std::min(end, detail::limited_sum(slice_low_, high > low ? high - low : 0));
    offset_ = 0;
    limit_ = none;
}

// ---------------------------------------------------------------------------------------------------------- queries

VINYL_DECL void recording::require_unsliced(const char* what) const {
    if (sliced()) throw usage_error(std::string("a query can not be given ") + what + " once it is sliced");
}

VINYL_DECL void recording::require_uncombined(const char* what) const {
    if (combined_)
        throw usage_error(std::string("a query can not be given ") + what + " after union, intersection or difference");
}

VINYL_DECL void recording::rows_of(const table_info& model) { put(instruction::rows_of, &model); }

VINYL_DECL void recording::filter() {
    require_unsliced("a filter");
    require_uncombined("a filter");
    put(instruction::filter);
    null_operands_ = 0;
}

VINYL_DECL void recording::exclude() {
    require_unsliced("an exclusion");
    require_uncombined("an exclusion");
    put(instruction::exclude);
    null_operands_ = 0;
}

VINYL_DECL void recording::filter_sticky() {
    require_unsliced("a filter");
    require_uncombined("a filter");
    put(instruction::filter_sticky);
    null_operands_ = 0;
}

VINYL_DECL void recording::filter_chosen() {
    require_unsliced("a filter");
    require_uncombined("a filter");
    put(instruction::filter_chosen);
    null_operands_ = 0;
}

VINYL_DECL void recording::none() { put(instruction::none); }

VINYL_DECL void recording::in_time_zone(wire_value zone) {
    in_zone_ = true;
    put(instruction::in_time_zone);
    put_value(std::move(zone), {});
}

VINYL_DECL void recording::order_by(std::uint32_t terms) {
    require_unsliced("an ordering");
    put(instruction::order_by, terms);
    null_operands_ = 0;
}

VINYL_DECL void recording::clear_ordering() { put(instruction::clear_ordering); }

VINYL_DECL void recording::reverse() {
    require_unsliced("another direction");
    put(instruction::reverse);
}

VINYL_DECL void recording::distinct() {
    require_unsliced("distinct");
    require_uncombined("distinct");
    put(instruction::distinct);
}

VINYL_DECL void recording::distinct_on(std::uint32_t fields) {
    require_unsliced("distinct");
    require_uncombined("distinct");
    put(instruction::distinct_on, fields);
    null_operands_ = 0;
    asks_which_are_equal_ = true;
}

VINYL_DECL void recording::slice(std::uint64_t low, std::optional<std::uint64_t> high) {
    limits_.slice(low, high ? std::min(*high, row_limits::most) : row_limits::none);
}

VINYL_DECL void recording::lock(lock_strength strength, lock_wait wait,
                                list_view<const list_view<const relation_info* const>> of, bool of_self) {
    require_uncombined("a lock");
    put(instruction::lock, strength, wait, of_self, static_cast<std::uint32_t>(of.size()));
    for (const auto& steps : of) put_path({steps, nullptr, {}});
}

VINYL_DECL void recording::annotate(std::string_view name, bool selected) {
    require_uncombined("an annotation");
    put(instruction::annotate, selected);
    put_text(name);
    null_operands_ = 0;
}

VINYL_DECL void recording::values(list_view<const std::string_view> names) {
    put(instruction::values, static_cast<std::uint32_t>(names.size()));
    for (const std::string_view name : names) put_text(name);
    null_operands_ = 0;
}

VINYL_DECL void recording::select_related(list_view<const relation_info* const> steps) {
    require_uncombined("select_related");
    put(instruction::select_related);
    put_path({steps, nullptr, {}});
}

VINYL_DECL void recording::load_only(list_view<const relation_info* const> steps,
                                     list_view<const column_info* const> columns) {
    put(instruction::load_only);
    put_path({steps, nullptr, {}});
    put_columns(columns);
}

VINYL_DECL void recording::combine(set_operation how, list_view<const recording* const> others) {
    settle_limits();
    for (const recording* other : others) inner(*other);
    put(instruction::combine, how, static_cast<std::uint32_t>(others.size()));
    combined_ = true;
}

VINYL_DECL void recording::merge(merge_operation how, const recording& other) {
    settle_limits();  // so that a slice shows when the text is made
    inner(other);
    put(instruction::merge, how);
    // the zones have to be, and the conditions of relations
    asks_which_are_equal_ = asks_which_are_equal_ || (in_zone_ && other.in_zone_) || (defines_ && other.defines_);
}

VINYL_DECL void recording::define_relation(const relation_info& relation, list_view<const relation_info* const> way) {
    require_unsliced("a filtered_relation");
    require_uncombined("a filtered_relation");
    put(instruction::define_relation, &relation);
    put_path({way, nullptr, {}});
    null_operands_ = 0;
    defines_ = true;
}

VINYL_DECL void recording::join_common(const relation_info& relation, const recording& rows, common_storage storage,
                                       bool left) {
    require_unsliced("a common table");
    require_uncombined("a common table");
    inner(rows);
    put(instruction::join_common, &relation, storage, left);
}

VINYL_DECL void recording::join_again(const relation_info& relation, bool left) {
    require_unsliced("a common table");
    put(instruction::join_again, &relation, left);
}

VINYL_DECL void recording::meet_common(const relation_info& relation) {
    put(instruction::meet_common, &relation);
    null_operands_ = 0;
}

VINYL_DECL void recording::join_tree(const relation_info& relation, const recording& start, const relation_info& along,
                                     bool upwards, bool with_start, wire_value max_depth) {
    if (start.databases_ && !start.databases_->own.empty()) in_database(start.databases_->own);
    inner(start);
    const bool ends = !max_depth.bytes.empty();
    const int facts = (upwards ? detail::walk_upwards : 0) | (with_start ? detail::walk_with_start : 0) |
                      (ends ? detail::walk_has_max_depth : 0);
    put(instruction::join_tree, &relation, &along, static_cast<std::uint8_t>(facts));
    if (ends) put_value(std::move(max_depth), {});
}

// -------------------------------------------------------------------------------------------------------- databases

VINYL_DECL void recording::in_database(std::string_view alias) {
    database_names named = databases_ ? *databases_ : database_names();
    named.own = alias;
    databases_ = std::make_shared<const database_names>(std::move(named));
}

namespace detail {

[[noreturn]] inline void throw_other_database(std::string_view of_subquery, std::string_view around) {
    throw usage_error("a subquery asks the database '" + std::string(of_subquery) + "', but what is around it asks '" +
                      std::string(around) + "': read the subquery's rows first and give in() their values");
}

}  // namespace detail

VINYL_DECL void recording::take_database(const std::string& of_subquery) {
    if (of_subquery.empty()) return;
    if (databases_ && !databases_->of_subqueries.empty()) {
        if (databases_->of_subqueries != of_subquery)
            detail::throw_other_database(databases_->of_subqueries, of_subquery);
        return;
    }
    database_names named = databases_ ? *databases_ : database_names();
    named.of_subqueries = of_subquery;
    databases_ = std::make_shared<const database_names>(std::move(named));
}

inline void recording::require_one_database() const {
    if (!databases_ || databases_->of_subqueries.empty()) return;
    const std::string_view own = databases_->own.empty() ? std::string_view("default") : databases_->own;
    if (databases_->of_subqueries != own) detail::throw_other_database(databases_->of_subqueries, own);
}

// ------------------------------------------------------------------------------------------------- what is wanted of it

VINYL_DECL void recording::settle_limits() { put_limits(std::exchange(limits_, {})); }

VINYL_DECL void recording::put_limits(const row_limits& limits) {
    const std::uint64_t low = limits.low(), high = limits.high();
    if (low == 0 && high == row_limits::none) return;
    const int facts = (low != 0 ? detail::limits_begin : 0) | (high != row_limits::none ? detail::limits_end : 0) |
                      (low == high ? detail::limits_leave_nothing : 0);
    put(instruction::limits, static_cast<std::uint8_t>(facts));
    if (high != row_limits::none) put_number(high - low);
    if (low != 0) put_number(low);
}

VINYL_DECL void recording::put_number(std::uint64_t rows) {
    rows = std::min<std::uint64_t>(rows, INT64_MAX);  // the server's bigint
    std::string bytes(8, '\0');
    for (int i = 7; i >= 0; --i, rows >>= 8) bytes[static_cast<std::size_t>(i)] = static_cast<char>(rows & 0xff);
    make_room();
    values_.push_back({detail::int8_oid, false, std::move(bytes)});
}

/// For each value, which is the first that equals it: in front, as what is replayed may look at it.
VINYL_DECL void recording::put_which_are_equal() {
    if (!asks_which_are_equal_) return;
    const byte_buffer said = std::exchange(bytes_, byte_buffer());
    put(instruction::which_are_equal, static_cast<std::uint32_t>(values_.size()));
    for (const wire_value& each : values_) {
        const auto first = std::find(values_.begin(), values_.end(), each) - values_.begin();
        detail::write_to(bytes_.grow(sizeof(std::uint32_t)), static_cast<std::uint32_t>(first));
    }
    bytes_.append(said.view());
}

inline void recording::complete() {
    require_one_database();
    put_which_are_equal();
}

VINYL_DECL void recording::select() {
    settle_limits();
    put(instruction::select);
    complete();
}

VINYL_DECL void recording::for_get() {
    settle_limits();
    put(instruction::for_get);
    complete();
}

VINYL_DECL void recording::for_first() {
    if (sliced()) {
        slice(0, 1);
        return select();
    }
    put(instruction::for_first);
    complete();
}

VINYL_DECL void recording::for_last() {
    require_unsliced("another direction");
    put(instruction::for_last);
    complete();
}

VINYL_DECL void recording::for_earliest(std::uint32_t terms) {
    require_unsliced("an ordering");
    put(instruction::for_earliest, terms);
    complete();
}

VINYL_DECL void recording::for_latest(std::uint32_t terms) {
    require_unsliced("an ordering");
    put(instruction::for_latest, terms);
    complete();
}

VINYL_DECL void recording::for_page(std::uint64_t low, std::uint64_t high) {
    if (!sliced()) put(instruction::for_page);
    slice(low, high);
    select();
}

VINYL_DECL void recording::count() {
    settle_limits();
    put(instruction::count);
    complete();
}

VINYL_DECL void recording::any() {
    settle_limits();
    put(instruction::any);
    complete();
}

VINYL_DECL void recording::aggregates(list_view<const std::string_view> names, bool known_without_rows) {
    settle_limits();
    put(instruction::aggregates, known_without_rows, static_cast<std::uint32_t>(names.size()));
    for (const std::string_view name : names) put_text(name);
    complete();
}

VINYL_DECL void recording::update(list_view<const column_info* const> columns) {
    settle_limits();
    put(instruction::update);
    put_columns(columns);
    complete();
}

VINYL_DECL void recording::erase() {
    settle_limits();
    put(instruction::erase);
    complete();
}

VINYL_DECL void recording::insert_row(list_view<const column_info* const> columns,
                                      list_view<const column_info* const> returning) {
    require_one_database();
    put(instruction::insert_row);
    put_columns(columns);
    put_columns(returning);
}

VINYL_DECL void recording::update_row(list_view<const column_info* const> columns,
                                      list_view<const column_info* const> returning) {
    require_one_database();
    put(instruction::update_row);
    put_columns(columns);
    put_columns(returning);
}

VINYL_DECL void recording::erase_row() { put(instruction::erase_row); }

}  // namespace vinyl::sql
