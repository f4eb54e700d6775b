// What is recorded of expressions, and what is decided while it is.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/sql/instruction.hpp>
#include <vinyl/sql/recording_bytes.ipp>
#include <vinyl/sql/tree.hpp>

#include <iterator>
#include <string>
#include <utility>

namespace vinyl::sql {

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

VINYL_DECL recording::recording(recording&&) noexcept = default;
VINYL_DECL recording& recording::operator=(const recording& other) { return *this = recording(other); }
VINYL_DECL recording& recording::operator=(recording&&) noexcept = default;
VINYL_DECL recording::~recording() { vinyl::detail::spare_statement::put_back(std::move(values_)); }

VINYL_DECL recording::recording(const table_info& model) { rows_of(model); }
/// A copy is made to say more.
VINYL_DECL recording::recording(const recording& other)
    : bytes_(other.bytes_), awaited_(other.awaited_), databases_(other.databases_), limits_(other.limits_),
      null_operands_(other.null_operands_), last_(other.last_), combined_(other.combined_), in_zone_(other.in_zone_),
      defines_(other.defines_), asks_which_are_equal_(other.asks_which_are_equal_) {
    if (other.values_.empty()) return;
    make_room(other.values_.size());
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

VINYL_DECL void recording::awaited(awaited_expressions written) {
    if (written.last() != nullptr) await(std::move(written), bytes_.size(), values_.size());
    put(instruction::awaited);
    made(0);
}

VINYL_DECL void recording::await(awaited_expressions written, std::size_t byte, std::size_t value) {
    awaited_expression* const here = written.last();
    here->count = awaited_.count() + 1;
    here->before = std::move(awaited_);
    here->byte = byte;
    here->value = value;
    awaited_ = std::move(written);
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

inline void recording::put_stored(const wire_value& v) {
    put(instruction::stored, v.oid, std::uint8_t{0});
    made(0, v.null);
}

VINYL_DECL void recording::stored(wire_value v) {
    put_stored(v);
    make_room();
    values_.push_back(std::move(v));
}

VINYL_DECL void recording::stored(std::vector<wire_value>&& all) {
    for (const wire_value& each : all) put_stored(each);
    if (values_.empty()) values_ = std::move(all);
    else values_.insert(values_.end(), std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()));
}

VINYL_DECL void recording::key(wire_value v) {
    const bool null = v.null;
    put(instruction::stored);
    put_value(std::move(v), {});
    made(0, null);
}

// ----------------------------------------------------------------------------------------------------------- values

VINYL_DECL void recording::row(std::uint32_t count) { say(count, instruction::row, count); }

VINYL_DECL void recording::raw(list_view<const std::string_view> pieces, std::uint32_t oid) {
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

VINYL_DECL void recording::under_keys(list_view<const std::string_view> keys, bool as_text) {
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

VINYL_DECL void recording::window(std::uint32_t partition_by, std::uint32_t terms, window_frame frame) {
    const std::uint32_t offsets = (has_offset(frame.start) ? 1 : 0) + (has_offset(frame.end) ? 1 : 0);
    say(1 + partition_by + offsets, instruction::window, partition_by, terms, frame);
}

VINYL_DECL void recording::term(bool descending, order_term::nulls_order nulls) {
    put(instruction::term, descending, nulls);
    null_operands_ >>= 1;
}

VINYL_DECL void recording::inner(const recording& rows) {
    inner_rows saying(*this, rows);
    saying.end();
}

VINYL_DECL void recording::subquery(std::uint32_t oid) { say(0, instruction::subquery, oid); }
VINYL_DECL void recording::array_subquery(std::uint32_t oid) { say(0, instruction::array_subquery, oid); }

VINYL_DECL inner_rows::inner_rows(recording& to, const recording& rows)
    : to_(to), rows_(rows), first_byte_(to.bytes_.size()), first_value_(to.values_.size()),
      null_operands_(to.null_operands_) {
    to.put(detail::instruction::inner_rows);
    to.make_room(rows.values_.size());
}

VINYL_DECL inner_rows::~inner_rows() {
    to_.null_operands_ = null_operands_;
    if (complete_) return;
    to_.bytes_.cut(first_byte_);
    to_.values_.erase(to_.values_.begin() + static_cast<std::ptrdiff_t>(first_value_), to_.values_.end());
}

VINYL_DECL void inner_rows::say_until(std::size_t byte, std::size_t value) {
    to_.bytes_.append(rows_.bytes().substr(said_bytes_, byte - said_bytes_));
    to_.values_.insert(to_.values_.end(), rows_.values_.begin() + static_cast<std::ptrdiff_t>(said_values_),
                       rows_.values_.begin() + static_cast<std::ptrdiff_t>(value));
    said_bytes_ = byte;
    said_values_ = value;
}

VINYL_DECL const void* inner_rows::next() {
    const awaited_expression& here = rows_.awaited_[said_++];
    say_until(here.byte, here.value);
    said_bytes_ += sizeof(detail::instruction);
    return here.written;
}

VINYL_DECL void inner_rows::end() {
    if (rows_.databases_) {
        to_.take_database(rows_.databases_->own);
        to_.take_database(rows_.databases_->of_subqueries);
    }
    const std::size_t byte = to_.bytes_.size() - said_bytes_, value = to_.values_.size() - said_values_;
    for (; said_ < awaited(); ++said_) {
        const awaited_expression& here = rows_.awaited_[said_];
        to_.await(shared(here, rows_.awaited_), byte + here.byte, value + here.value);
    }
    say_until(rows_.bytes_.size(), rows_.values_.size());
    to_.put_limits(rows_.limits_);
    to_.asks_which_are_equal_ = to_.asks_which_are_equal_ || rows_.asks_which_are_equal_;
    to_.put(detail::instruction::inner_end);
    complete_ = true;
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

VINYL_DECL void recording::in_query() { say(1, instruction::in_query); }

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

VINYL_DECL void recording::exists() { say(0, instruction::exists); }
VINYL_DECL void recording::condition() { say(1, instruction::condition); }
VINYL_DECL void recording::nothing() { say(0, instruction::nothing); }
VINYL_DECL void recording::everything() { say(0, instruction::everything); }

// ------------------------------------------------------------------------------------------- what was recorded elsewhere

VINYL_DECL void recording::append(const recording& part) {
    if (&part == this) return append(recording(part));
    const auto before = static_cast<std::uint32_t>(bytes_.size());
    for (std::uint32_t i = 0; i < part.awaited_.count(); ++i) {
        const awaited_expression& here = part.awaited_[i];
        await(shared(here, part.awaited_), before + here.byte, values_.size() + here.value);
    }
    bytes_.append(part.bytes());
    values_.insert(values_.end(), part.values_.begin(), part.values_.end());
    last_ = before + part.last_;
    null_operands_ = null_operands_ << 1 | (part.null_operands_ & 1);
    asks_which_are_equal_ = asks_which_are_equal_ || part.asks_which_are_equal_;
    if (part.databases_) take_database(part.databases_->of_subqueries);
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

}  // namespace vinyl::sql
