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

/// A copy is made to say more.
VINYL_DECL recording::recording(recording&&) noexcept = default;
VINYL_DECL recording& recording::operator=(const recording& other) { return *this = recording(other); }
VINYL_DECL recording& recording::operator=(recording&&) noexcept = default;
VINYL_DECL recording::~recording() = default;

VINYL_DECL recording::recording(const table_info& model) { rows_of(model); }
VINYL_DECL recording::recording(const recording& other)
    : bytes_(other.bytes_), gaps_(other.gaps_), databases_(other.databases_), limits_(other.limits_),
      null_operands_(other.null_operands_), last_(other.last_), combined_(other.combined_), in_zone_(other.in_zone_),
      asks_which_are_equal_(other.asks_which_are_equal_) {
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
    gaps_.push_back({bytes_.size(), values_.size(), 0});
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
    auto part = parts.begin();
    for (auto place = gaps_.begin(); place != gaps_.end(); ++place) {
        copy_until(place->byte, place->value);
        if (place->inner_end != 0) {
            std::size_t length = place->inner_end - place->byte - sizeof(std::uint32_t);
            auto inside = part;
            for (auto each = place + 1; each != gaps_.end() && each->byte < place->inner_end; ++each)
                if (each->inner_end == 0 && inside != parts.end())
                    length += (inside++)->bytes_.size() - sizeof(instruction);
            detail::write_to(whole.bytes_.grow(sizeof(std::uint32_t)), static_cast<std::uint32_t>(length));
            byte += sizeof(std::uint32_t);
        } else if (part != parts.end()) {
            whole.bytes_.append(part->bytes_.view());
            whole.values_.insert(whole.values_.end(), part->values_.begin(), part->values_.end());
            whole.asks_which_are_equal_ = whole.asks_which_are_equal_ || part->asks_which_are_equal_;
            if (part->databases_) whole.take_database(part->databases_->of_subqueries);
            byte += sizeof(instruction);
            ++part;
        }
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

/// A place of a recording that is copied behind so many bytes of this one, and behind its values.
inline recording::gap recording::moved(const gap& place, std::size_t bytes) const noexcept {
    return {bytes + place.byte, values_.size() + place.value, place.inner_end == 0 ? 0 : bytes + place.inner_end};
}

/// A whole query, whose limits are settled there.
VINYL_DECL void recording::put_inner(const recording& rows) {
    recording inner = rows;
    inner.settle_limits();
    put(instruction::inner_rows);
    const std::size_t length = bytes_.size(), begin = length + sizeof(std::uint32_t);
    put_text(inner.bytes());
    if (!inner.gaps_.empty()) gaps_.push_back({length, values_.size(), bytes_.size()});
    for (const gap& each : inner.gaps_) gaps_.push_back(moved(each, begin));
    values_.insert(values_.end(), std::make_move_iterator(inner.values_.begin()),
                   std::make_move_iterator(inner.values_.end()));
    asks_which_are_equal_ = asks_which_are_equal_ || inner.asks_which_are_equal_;
    if (inner.databases_) {
        take_database(inner.databases_->own);
        take_database(inner.databases_->of_subqueries);
    }
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
    for (const gap& each : part.gaps_) gaps_.push_back(moved(each, before));
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
