// What is recorded, and what is decided while it is.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/base/spare_statement.hpp>
#include <vinyl/sql/instruction.hpp>
#include <vinyl/sql/recording.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <string>
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

// ------------------------------------------------------------------------------------------------------ how it is kept

namespace detail {

template <class T>
char* write_to(char* at, const T& operand) noexcept {
    std::memcpy(at, &operand, sizeof operand);
    return at + sizeof operand;
}

}  // namespace detail

/// An instruction with operands of fixed size.
template <class... Operands>
char* recording::put(instruction what, const Operands&... operands) {
    last_ = static_cast<std::uint32_t>(bytes_.size());
    char* at = bytes_.grow((1 + ... + sizeof(Operands)));
    at = detail::write_to(at, what);
    ((at = detail::write_to(at, operands)), ...);
    return at;
}

/// The same, which makes one expression of the last ones.
template <class... Operands>
void recording::say(std::uint32_t uses, instruction what, const Operands&... operands) {
    put(what, operands...);
    made(uses);
}

inline void recording::made(std::uint32_t from, bool null) noexcept {
    null_operands_ = (from < 64 ? null_operands_ >> from : 0) << 1 | (null ? 1 : 0);
}

inline void recording::put_text(std::string_view text) {
    detail::write_to(bytes_.grow(sizeof(std::uint32_t)), static_cast<std::uint32_t>(text.size()));
    bytes_.append(text);
}

inline void recording::put_literal(std::string_view text) {
    detail::write_to(bytes_.grow(sizeof(std::uint32_t)), static_cast<std::uint32_t>(text.size()));
    detail::write_to(bytes_.grow(sizeof(void*)), text.data());
}

inline void recording::put_path(const path& where) {
    const auto list = [&](const auto& part) {
        detail::write_to(bytes_.grow(1), static_cast<std::uint8_t>(part.size()));
        if (!part.empty()) detail::write_to(bytes_.grow(sizeof(void*)), part.data());
    };
    detail::write_to(bytes_.grow(sizeof(void*)), where.column);
    list(where.steps);
    list(where.transforms);
}

inline void recording::make_room() {
    if (values_.capacity() == 0) values_ = vinyl::detail::this_thread_spare.take_values();
}

inline void recording::put_facts(const wire_value& v, std::string_view cast_to) {
    const auto facts =
        (v.null ? detail::value_is_null : 0) | (cast_to.empty() ? 0 : static_cast<int>(detail::value_has_cast));
    char* at = bytes_.grow(sizeof v.oid + 1);
    at = detail::write_to(at, v.oid);
    detail::write_to(at, static_cast<std::uint8_t>(facts));
    if (!cast_to.empty()) put_text(cast_to);
}

VINYL_DECL void recording::put_value(wire_value&& v, std::string_view cast_to) {
    put_facts(v, cast_to);
    make_room();
    values_.push_back(std::move(v));
}

/// The value, NULL or boolean that was said last was not meant to stand there.
VINYL_DECL void recording::drop_last_leaf() noexcept {
    if (static_cast<instruction>(bytes_.view()[last_]) == instruction::value) values_.pop_back();
    bytes_.cut(last_);
    null_operands_ >>= 1;
}

// ----------------------------------------------------------------------------------------------------------- leaves

/// A copy is made to say more.
VINYL_DECL recording::recording(const recording& other)
    : bytes_(other.bytes_), gaps_(other.gaps_), limits_(other.limits_), null_operands_(other.null_operands_),
      last_(other.last_), combined_(other.combined_), asks_which_are_equal_(other.asks_which_are_equal_) {
    if (other.values_.empty()) return;
    make_room();
    if (values_.capacity() < other.values_.size()) values_.reserve(other.values_.size() + 2);
    values_.insert(values_.end(), other.values_.begin(), other.values_.end());
}

VINYL_DECL void recording::column(const path& where) {
    put(instruction::column);
    put_path(where);
    made(0);
}

VINYL_DECL void recording::annotation(std::string_view name) {
    put(instruction::annotation);
    put_text(name);
    made(0);
}

VINYL_DECL void recording::outer(const path& where, std::uint32_t depth) {
    put(instruction::outer_path, depth);
    put_path(where);
    made(0);
}

VINYL_DECL void recording::outer(std::string_view name, std::uint32_t depth) {
    put(instruction::outer_name, depth);
    put_text(name);
    made(0);
}

VINYL_DECL void recording::awaited() {
    gaps_.push_back({bytes_.size(), values_.size()});
    put(instruction::awaited);
    made(0);
}

VINYL_DECL recording recording::with(const std::vector<recording>& parts) const {
    recording whole = *this;
    whole.bytes_ = {};
    whole.values_.clear();
    whole.gaps_.clear();
    std::size_t byte = 0, value = 0;
    const auto copy_until = [&](std::size_t next_byte, std::size_t next_value) {
        whole.bytes_.append(bytes_.view().substr(byte, next_byte - byte));
        whole.values_.insert(whole.values_.end(), values_.begin() + static_cast<std::ptrdiff_t>(value),
                             values_.begin() + static_cast<std::ptrdiff_t>(next_value));
        byte = next_byte;
        value = next_value;
    };
    for (std::size_t i = 0; i < gaps_.size() && i < parts.size(); ++i) {
        copy_until(gaps_[i].byte, gaps_[i].value);
        whole.bytes_.append(parts[i].bytes_.view());
        whole.values_.insert(whole.values_.end(), parts[i].values_.begin(), parts[i].values_.end());
        whole.asks_which_are_equal_ = whole.asks_which_are_equal_ || parts[i].asks_which_are_equal_;
        byte += sizeof(instruction);
    }
    copy_until(bytes_.size(), values_.size());
    return whole;
}

VINYL_DECL void recording::value(wire_value v, std::string_view cast_to) {
    // what is true or false decides the text: `live`, `NOT live`
    if (v.oid == detail::bool_oid && !v.null) {
        put(instruction::boolean_value);
        put_text(v.bytes);
        put_text(cast_to);
        return made(0);
    }
    const bool null = v.null;
    put(instruction::value);
    put_value(std::move(v), cast_to);
    made(0, null);
}

VINYL_DECL void recording::null(std::string_view type) {
    put(instruction::null);
    put_text(type);
    made(0, true);
}

VINYL_DECL void recording::stored(wire_value v) {
    put(instruction::stored);
    put_facts(v, {});
    made(0, v.null);
    make_room();
    values_.push_back(std::move(v));
}

VINYL_DECL void recording::stored(std::vector<wire_value>&& all) {
    for (const wire_value& each : all) {
        put(instruction::stored);
        put_facts(each, {});
        made(0, each.null);
    }
    if (values_.empty()) values_ = std::move(all);
    else values_.insert(values_.end(), std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()));
}

// ----------------------------------------------------------------------------------------------------------- values

VINYL_DECL void recording::row(std::uint32_t count) { say(count, instruction::row, count); }

VINYL_DECL void recording::raw(std::span<const std::string_view> pieces, std::uint32_t oid) {
    if (pieces.empty()) throw usage_error("raw SQL takes one piece of text more than it has operands");
    const auto operands = static_cast<std::uint32_t>(pieces.size() - 1);
    put(instruction::raw, oid, operands);
    for (const std::string_view piece : pieces) put_text(piece);
    made(operands);
}

VINYL_DECL void recording::arithmetic(arithmetic_operator op, std::uint32_t oid) {
    say(2, instruction::arithmetic, op, oid);
}

VINYL_DECL void recording::negate() { say(1, instruction::negate); }

VINYL_DECL void recording::function(const function_info& called, std::uint32_t arguments, std::uint32_t oid) {
    put(instruction::function, arguments, oid, called.traits());
    put_literal(called.sql());
    made(arguments);
}

VINYL_DECL void recording::cast(std::string_view type, std::uint32_t oid) {
    put(instruction::cast, oid);
    put_text(type);
    made(1);
}

VINYL_DECL void recording::extract(const transform_info& part) { say(1, instruction::extract, &part); }

VINYL_DECL void recording::under_keys(std::span<const std::string_view> keys, bool as_text) {
    if (keys.empty()) return;
    put(instruction::under_keys, as_text, static_cast<std::uint32_t>(keys.size()));
    for (const std::string_view key : keys) put_text(key);
    made(1);
}

VINYL_DECL void recording::case_when(std::uint32_t branches, bool has_otherwise, std::string_view type) {
    put(instruction::case_when, branches, has_otherwise);
    put_text(type);
    made(2 * branches + (has_otherwise ? 1 : 0));
}

VINYL_DECL void recording::aggregate(const aggregate_info& called, const aggregate_form& form) {
    using namespace detail;
    const int facts = (form.has_argument ? aggregate_has_argument : 0) | (form.distinct ? aggregate_is_distinct : 0) |
                      (form.has_filter ? aggregate_has_filter : 0) | (form.has_otherwise ? aggregate_has_otherwise : 0);
    put(instruction::aggregate, static_cast<std::uint8_t>(facts), form.more_arguments, form.terms, form.oid,
        called.traits());
    put_literal(called.name());
    made((form.has_argument ? 1 : 0) + (form.has_filter ? 1 : 0) + (form.has_otherwise ? 1 : 0) + form.more_arguments);
}

VINYL_DECL void recording::window(std::uint32_t partition_by, std::uint32_t terms, std::string_view frame) {
    put(instruction::window, partition_by, terms);
    put_text(frame);
    made(1 + partition_by);
}

VINYL_DECL void recording::term(bool descending, order_term::nulls_order nulls) {
    put(instruction::term, descending, nulls);
    null_operands_ >>= 1;
}

/// A whole query, whose limits are settled there.
VINYL_DECL void recording::put_inner(const recording& rows) {
    recording inner = rows;
    inner.settle_limits();
    put(instruction::inner_rows);
    put_text(inner.bytes());
    values_.insert(values_.end(), std::make_move_iterator(inner.values_.begin()),
                   std::make_move_iterator(inner.values_.end()));
    asks_which_are_equal_ = asks_which_are_equal_ || inner.asks_which_are_equal_;
}

VINYL_DECL void recording::subquery(const recording& rows, std::uint32_t oid) {
    put_inner(rows);
    say(0, instruction::subquery, oid);
}

VINYL_DECL void recording::array_subquery(const recording& rows, std::uint32_t oid) {
    put_inner(rows);
    say(0, instruction::array_subquery, oid);
}

// ------------------------------------------------------------------------------------------------------ conditions

VINYL_DECL void recording::compare(const lookup_info& how) {
    if (last_is_null()) {
        const beside_null null = how.traits().null;
        if (null == beside_null::refused)
            throw usage_error("NULL can not be compared with this lookup: use isnull, or exact for `is NULL`");
        drop_last_leaf();
        return is_null(null == beside_null::is_null);
    }
    say(2, instruction::compare, &how);
}

VINYL_DECL void recording::in_values(wire_value list, bool empty, bool had_null, std::string_view cast_to) {
    put(instruction::in_values, empty, had_null);
    if (!empty) put_value(std::move(list), cast_to);
    made(1);
}

VINYL_DECL void recording::in_parts(wire_value joined, wire_value first, wire_value last, bool empty, bool had_null,
                                    std::string_view cast_to) {
    put(instruction::in_parts, empty, had_null);
    if (!empty) {
        put_value(std::move(joined), cast_to);
        put_value(std::move(first), {});
        put_value(std::move(last), {});
    }
    made(1);
}

VINYL_DECL void recording::in_rows(std::uint32_t arrays, bool empty, bool had_null) {
    say(1 + arrays, instruction::in_rows, arrays, empty, had_null);
}

VINYL_DECL void recording::in_query(const recording& rows) {
    put_inner(rows);
    say(1, instruction::in_query);
}

VINYL_DECL void recording::in_range() {
    if ((null_operands_ & 3) != 0) throw usage_error("NULL can not be a bound of a range");
    say(3, instruction::in_range);
}

VINYL_DECL void recording::is_null(bool truth) { say(1, instruction::is_null, truth); }

VINYL_DECL void recording::all_of(std::uint32_t conditions) {
    if (conditions != 1) say(conditions, instruction::all_of, conditions);
}
VINYL_DECL void recording::any_of(std::uint32_t conditions) {
    if (conditions != 1) say(conditions, instruction::any_of, conditions);
}
VINYL_DECL void recording::one_of(std::uint32_t conditions) {
    if (conditions != 1) say(conditions, instruction::one_of, conditions);
}

VINYL_DECL void recording::negation() { say(1, instruction::negation); }

VINYL_DECL void recording::exists(const recording& rows) {
    put_inner(rows);
    say(0, instruction::exists);
}

VINYL_DECL void recording::condition() { say(1, instruction::condition); }
VINYL_DECL void recording::nothing() { say(0, instruction::nothing); }
VINYL_DECL void recording::everything() { say(0, instruction::everything); }

// ------------------------------------------------------------------------------------------- what was recorded elsewhere

VINYL_DECL void recording::append(const recording& part) {
    if (&part == this) return append(recording(part));
    const auto before = static_cast<std::uint32_t>(bytes_.size());
    for (const gap& each : part.gaps_) gaps_.push_back({before + each.byte, values_.size() + each.value});
    bytes_.append(part.bytes());
    values_.insert(values_.end(), part.values_.begin(), part.values_.end());
    last_ = before + part.last_;
    null_operands_ = null_operands_ << 1 | (part.null_operands_ & 1);
    asks_which_are_equal_ = asks_which_are_equal_ || part.asks_which_are_equal_;
}

VINYL_DECL bool recording::is_neutral() const noexcept {
    detail::instruction_reader at(bytes());
    while (!at.done()) {
        switch (at.get<instruction>()) {
            case instruction::all_of:
            case instruction::any_of:
            case instruction::one_of: static_cast<void>(at.get<std::uint32_t>()); break;
            case instruction::negation: break;
            default: return false;
        }
    }
    return !empty();
}

VINYL_DECL std::optional<wire_value> recording::as_value() const {
    if (empty()) return std::nullopt;
    detail::instruction_reader last(bytes().substr(last_));
    switch (last.get<instruction>()) {
        case instruction::value:
        case instruction::stored: return values_.back();
        case instruction::boolean_value: return wire_value{detail::bool_oid, false, std::string(last.text())};
        case instruction::null: return wire_value{0, true, {}};
        default: return std::nullopt;
    }
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

VINYL_DECL void recording::none() { put(instruction::none); }

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
                                std::span<const std::span<const relation_info* const>> of, bool of_self) {
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

VINYL_DECL void recording::values(std::span<const std::string_view> names) {
    require_uncombined("values");
    put(instruction::values, static_cast<std::uint32_t>(names.size()));
    for (const std::string_view name : names) put_text(name);
    null_operands_ = 0;
}

VINYL_DECL void recording::select_related(std::span<const relation_info* const> steps) {
    require_uncombined("select_related");
    put(instruction::select_related);
    put_path({steps, nullptr, {}});
}

inline void recording::put_columns(std::span<const column_info* const> columns) {
    char* const at = detail::write_to(bytes_.grow(sizeof(std::uint32_t) + columns.size_bytes()),
                                      static_cast<std::uint32_t>(columns.size()));
    if (!columns.empty()) std::memcpy(at, columns.data(), columns.size_bytes());
}

VINYL_DECL void recording::load_only(std::span<const relation_info* const> steps,
                                     std::span<const column_info* const> columns) {
    put(instruction::load_only);
    put_path({steps, nullptr, {}});
    put_columns(columns);
}

VINYL_DECL void recording::combine(set_operation how, std::span<const recording* const> others) {
    settle_limits();
    for (const recording* other : others) put_inner(*other);
    put(instruction::combine, how, static_cast<std::uint32_t>(others.size()));
    combined_ = true;
}

VINYL_DECL void recording::in_database(std::string_view alias) {
    put(instruction::in_database);
    put_text(alias);
}

// ------------------------------------------------------------------------------------------------- what is wanted of it

VINYL_DECL void recording::settle_limits() {
    const std::uint64_t low = limits_.low(), high = limits_.high();
    limits_ = {};
    if (low == 0 && high == row_limits::none) return;
    const int facts = (low != 0 ? detail::limits_begin : 0) | (high != row_limits::none ? detail::limits_end : 0) |
                      (low == high ? detail::limits_leave_nothing : 0);
    put(instruction::limits, static_cast<std::uint8_t>(facts));
    const auto number = [&](std::uint64_t rows) {
        rows = std::min<std::uint64_t>(rows, INT64_MAX);  // the server's bigint
        std::string bytes(8, '\0');
        for (int i = 7; i >= 0; --i, rows >>= 8) bytes[static_cast<std::size_t>(i)] = static_cast<char>(rows & 0xff);
        make_room();
        values_.push_back({detail::int8_oid, false, std::move(bytes)});
    };
    if (high != row_limits::none) number(high - low);
    if (low != 0) number(low);
}

/// For each value, which is the first that equals it.
VINYL_DECL void recording::put_which_are_equal() {
    if (!asks_which_are_equal_) return;
    put(instruction::which_are_equal, static_cast<std::uint32_t>(values_.size()));
    for (const wire_value& each : values_) {
        const auto first = std::find(values_.begin(), values_.end(), each) - values_.begin();
        detail::write_to(bytes_.grow(sizeof(std::uint32_t)), static_cast<std::uint32_t>(first));
    }
}

VINYL_DECL void recording::select() {
    settle_limits();
    put(instruction::select);
    put_which_are_equal();
}

VINYL_DECL void recording::for_get() {
    settle_limits();
    put(instruction::for_get);
    put_which_are_equal();
}

VINYL_DECL void recording::for_first() {
    if (sliced()) {
        slice(0, 1);
        return select();
    }
    put(instruction::for_first);
    put_which_are_equal();
}

VINYL_DECL void recording::for_last() {
    require_unsliced("another direction");
    put(instruction::for_last);
    put_which_are_equal();
}

VINYL_DECL void recording::for_earliest(std::uint32_t terms) {
    require_unsliced("an ordering");
    put(instruction::for_earliest, terms);
    put_which_are_equal();
}

VINYL_DECL void recording::for_latest(std::uint32_t terms) {
    require_unsliced("an ordering");
    put(instruction::for_latest, terms);
    put_which_are_equal();
}

VINYL_DECL void recording::for_page(std::uint64_t low, std::uint64_t high) {
    if (!sliced()) put(instruction::for_page);
    slice(low, high);
    select();
}

VINYL_DECL void recording::count() {
    settle_limits();
    put(instruction::count);
    put_which_are_equal();
}

VINYL_DECL void recording::any() {
    settle_limits();
    put(instruction::any);
    put_which_are_equal();
}

VINYL_DECL void recording::aggregates(std::span<const std::string_view> names) {
    settle_limits();
    put(instruction::aggregates, static_cast<std::uint32_t>(names.size()));
    for (const std::string_view name : names) put_text(name);
    put_which_are_equal();
}

VINYL_DECL void recording::update(std::span<const column_info* const> columns) {
    settle_limits();
    put(instruction::update);
    put_columns(columns);
    put_which_are_equal();
}

VINYL_DECL void recording::erase() {
    settle_limits();
    put(instruction::erase);
    put_which_are_equal();
}

VINYL_DECL void recording::insert_row(std::span<const column_info* const> columns,
                                      std::span<const column_info* const> returning) {
    put(instruction::insert_row);
    put_columns(columns);
    put_columns(returning);
}

VINYL_DECL void recording::update_row(std::span<const column_info* const> columns,
                                      std::span<const column_info* const> returning) {
    put(instruction::update_row);
    put_columns(columns);
    put_columns(returning);
}

VINYL_DECL void recording::erase_row() { put(instruction::erase_row); }

}  // namespace vinyl::sql
