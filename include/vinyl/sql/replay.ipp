// What each instruction means, and which value each parameter of the text is.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/sql/compile.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/instruction.hpp>
#include <vinyl/sql/query.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/replay.hpp>
#include <vinyl/sql/year.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace vinyl::sql {
namespace detail {

/// The values of a recording, one after the other. Of one that is looked at without them: values that stand for them, each
/// with bytes that no other has, so that they show which parameters they became.
class value_source {
public:
    explicit value_source(const std::vector<wire_value>& recorded) noexcept : recorded_(recorded.data()) {}
    /// @param first_equal  for each value, the first one that has the same bytes; may be empty
    explicit value_source(std::vector<std::uint32_t> first_equal) noexcept : first_equal_(std::move(first_equal)) {}

    [[nodiscard]] wire_value next(std::uint32_t oid, bool null) {
        if (recorded_ != nullptr) return *recorded_++;
        const std::size_t index = stand_ins_.size();
        years_.push_back(years_.empty() ? 2'000 : years_.back() + 2);
        while (begins_with_monday(years_.back()) || begins_with_monday(years_.back() + 1)) years_.back() += 2;
        stand_ins_.push_back(stand_in(oid, null, index < first_equal_.size() ? first_equal_[index] : index));
        return stand_ins_.back();
    }
    [[nodiscard]] const std::vector<wire_value>& stand_ins() const noexcept { return stand_ins_; }

private:
    /// Where the calendar's year and that of ISO's weeks begin on one day.
    [[nodiscard]] static bool begins_with_monday(std::size_t year) noexcept {
        return (year + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400) % 7 == 1;
    }

    /// Whole numbers stay such, as years are calculated with; they are all different in bounds for years, too.
    [[nodiscard]] wire_value stand_in(std::uint32_t oid, bool null, std::size_t index) const {
        wire_value other{oid, null, {}};
        if (is_whole(oid) && !null) {
            other.bytes.assign(oid == int2_oid ? 2 : oid == int4_oid ? 4 : 8, '\0');
            std::size_t number = years_[index];
            for (std::size_t i = other.bytes.size(); i-- > 0; number >>= 8)
                other.bytes[i] = static_cast<char>(number & 0xff);
        } else {
            other.bytes = "\1vinyl\1";  // nothing that a pattern would escape
            other.bytes += std::to_string(100'000 + index);
        }
        return other;
    }

    const wire_value* recorded_ = nullptr;
    std::vector<std::uint32_t> first_equal_;
    std::vector<wire_value> stand_ins_;
    std::vector<std::size_t> years_;  ///< For each of them.
};

/// Runs the instructions of a recording with these values.
class replayer {
public:
    replayer(std::string_view bytes, value_source& values) : replayer(instruction_reader(bytes), values) {}

    [[nodiscard]] query rows() && { return finished_rows(); }
    [[nodiscard]] expr expression() && { return pop(); }
    /// No row can match, and what is wanted is known then.
    [[nodiscard]] bool is_nothing() const { return rows_->is_nothing() && known_without_rows_; }
    /// Mistakes in what is written are some where there is no row, too.
    [[nodiscard]] bool writes() const noexcept {
        return wanted_ == instruction::update || wanted_ == instruction::erase;
    }
    [[nodiscard]] std::vector<related_output> related() const {
        if (rows_->data().related.empty()) return {};
        return std::move(rows_->outputs().related);
    }
    /// The statement, of what was asked for at the end.
    [[nodiscard]] statement compiled() && {
        switch (wanted_) {
            case instruction::count: return select_count(*rows_);
            case instruction::any: return select_exists(*rows_);
            case instruction::aggregates: return select_aggregates(*rows_, named_);
            case instruction::update: return sql::update(*rows_, std::move(assignments_));
            case instruction::erase: return sql::erase(*rows_);
            case instruction::insert_row:
                if (stored_.size() != columns_.size())
                    return sql::insert(rows_->model(), columns_, {pop(columns_.size())}, returning_);
                return sql::insert_one(rows_->model(), columns_, std::move(stored_), returning_);
            case instruction::update_row:
                return sql::update_by_key(rows_->model(), std::move(assignments_), stored_, returning_);
            case instruction::erase_row: return sql::erase_by_key(rows_->model(), stored_);
            default: return sql::select(*rows_);
        }
    }

private:
    replayer(instruction_reader&& at, value_source& values) : replayer(at, values) {}
    /// Up to the end of a query in another one, or the end of all.
    replayer(instruction_reader& at, value_source& values) : values_(values) { run(at); }

    [[nodiscard]] expr pop() {
        expr last = std::move(stack_.back());
        stack_.pop_back();
        return last;
    }
    [[nodiscard]] std::vector<expr> pop(std::size_t count) {
        const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
        std::vector<expr> last(std::make_move_iterator(first), std::make_move_iterator(stack_.end()));
        stack_.erase(first, stack_.end());
        return last;
    }
    [[nodiscard]] std::vector<order_term> pop_terms(std::size_t count) {
        const auto first = terms_.end() - static_cast<std::ptrdiff_t>(count);
        std::vector<order_term> last(std::make_move_iterator(first), std::make_move_iterator(terms_.end()));
        terms_.erase(first, terms_.end());
        return last;
    }
    [[nodiscard]] query pop_rows() {
        query last = std::move(inner_.back());
        inner_.pop_back();
        return last;
    }
    [[nodiscard]] query finished_rows() { return std::move(*rows_); }
    void push(expr made) { stack_.push_back(std::move(made)); }

    struct read_value {
        wire_value wire;
        std::string cast_to;
    };
    [[nodiscard]] read_value take_value(instruction_reader& at) {
        read_value read;
        const auto oid = at.get<std::uint32_t>();
        const auto facts = at.get<std::uint8_t>();
        if ((facts & value_has_cast) != 0) read.cast_to = at.text();
        read.wire = values_.next(oid, (facts & value_is_null) != 0);
        return read;
    }
    [[nodiscard]] std::uint64_t take_number() {
        return static_cast<std::uint64_t>(whole_number_in(values_.next(int8_oid, false)));
    }
    [[nodiscard]] static std::vector<std::string_view> texts(instruction_reader& at, std::size_t count) {
        std::vector<std::string_view> read;
        read.reserve(count);
        while (count-- > 0) read.push_back(at.text());
        return read;
    }
    [[nodiscard]] static std::vector<const column_info*> columns(instruction_reader& at) {
        std::vector<const column_info*> read(at.get<std::uint32_t>());
        for (const column_info*& each : read) each = at.get<const column_info*>();
        return read;
    }
    [[nodiscard]] std::vector<named_expression> pop_named(instruction_reader& at) {
        const auto names = texts(at, at.get<std::uint32_t>());
        std::vector<expr> expressions = pop(names.size());
        std::vector<named_expression> named;
        named.reserve(names.size());
        for (std::size_t i = 0; i < names.size(); ++i)
            named.push_back({std::string(names[i]), std::move(expressions[i])});
        return named;
    }

    void run(instruction_reader& at) {
        while (!at.done()) {
            const auto what = at.get<instruction>();
            if (what == instruction::inner_end) return;
            if (what < instruction::compare) make_value(what, at);
            else if (what < instruction::rows_of) make_condition(what, at);
            else refine(what, at);
        }
    }

    void make_value(instruction what, instruction_reader& at) {
        switch (what) {
            case instruction::column: return push(sql::column(at.where()));
            case instruction::annotation: return push(sql::annotation(std::string(at.text())));
            case instruction::outer_path: {
                const auto depth = at.get<std::uint32_t>();
                return push(sql::outer(at.where(), depth));
            }
            case instruction::outer_name: {
                const auto depth = at.get<std::uint32_t>();
                return push(sql::outer(std::string(at.text()), depth));
            }
            case instruction::awaited:
                throw usage_error("a reference to an outer query is used where no query stands around");
            case instruction::value: {
                read_value read = take_value(at);
                return push(sql::value(std::move(read.wire), std::move(read.cast_to)));
            }
            case instruction::boolean_value: {
                std::string bytes(at.text());
                return push(sql::value(wire_value{bool_oid, false, std::move(bytes)}, std::string(at.text())));
            }
            case instruction::stored: {
                stored_.push_back(take_value(at).wire);
                return push(sql::value(stored_.back()));
            }
            case instruction::null: return push(sql::null(std::string(at.text())));
            case instruction::row: return push(sql::row(pop(at.get<std::uint32_t>())));
            case instruction::raw: {
                const auto oid = at.get<std::uint32_t>();
                const auto operands = at.get<std::uint32_t>();
                const auto pieces = texts(at, operands + 1);
                return push(sql::raw({pieces.begin(), pieces.end()}, pop(operands), oid));
            }
            case instruction::arithmetic: {
                const auto op = at.get<arithmetic_operator>();
                const auto oid = at.get<std::uint32_t>();
                expr right = pop(), left = pop();
                return push(sql::arithmetic(op, std::move(left), std::move(right), oid));
            }
            case instruction::negate: return push(sql::negate(pop()));
            case instruction::function: {
                const auto arguments = at.get<std::uint32_t>(), oid = at.get<std::uint32_t>();
                const auto traits = at.get<function_traits>();
                return push(sql::function(function_info(at.literal(), traits), pop(arguments), oid));
            }
            case instruction::cast: {
                const auto oid = at.get<std::uint32_t>();
                return push(sql::cast(pop(), std::string(at.text()), oid));
            }
            case instruction::extract: return push(sql::extract(*at.get<const transform_info*>(), pop()));
            case instruction::under_keys: {
                const auto as_text = at.get<bool>();
                const auto keys = texts(at, at.get<std::uint32_t>());
                return push(sql::under_keys(pop(), keys, as_text));
            }
            case instruction::case_when: {
                const auto count = at.get<std::uint32_t>();
                expr otherwise = at.get<bool>() ? pop() : expr{};
                std::vector<expr> parts = pop(std::size_t{count} * 2);
                std::vector<when> branches;
                branches.reserve(count);
                for (std::size_t i = 0; i < parts.size(); i += 2)
                    branches.push_back({std::move(parts[i]), std::move(parts[i + 1])});
                return push(sql::case_when(std::move(branches), std::move(otherwise), std::string(at.text())));
            }
            case instruction::aggregate: return push(aggregate(at));
            case instruction::window: {
                const auto partition_by = at.get<std::uint32_t>(), terms = at.get<std::uint32_t>();
                window_options options;
                options.frame = at.get<window_frame>();
                if (has_offset(options.frame.end)) options.frame_end = pop();
                if (has_offset(options.frame.start)) options.frame_start = pop();
                options.partition_by = pop(partition_by);
                options.order = pop_terms(terms);
                return push(sql::window(pop(), std::move(options)));
            }
            case instruction::subquery: return push(sql::subquery(pop_rows(), at.get<std::uint32_t>()));
            case instruction::array_subquery: return push(sql::array_subquery(pop_rows(), at.get<std::uint32_t>()));
            case instruction::term: {
                const auto descending = at.get<bool>();
                terms_.push_back({pop(), descending, at.get<order_term::nulls_order>()});
                return;
            }
            default: return;
        }
    }

    [[nodiscard]] expr aggregate(instruction_reader& at) {
        const auto facts = at.get<std::uint8_t>();
        const auto more = at.get<std::uint32_t>(), terms = at.get<std::uint32_t>();
        aggregate_options options;
        options.oid = at.get<std::uint32_t>();
        options.distinct = (facts & aggregate_is_distinct) != 0;
        const auto traits = at.get<aggregate_traits>();
        const aggregate_info called(at.literal(), traits);
        options.order = pop_terms(terms);
        options.more_arguments = pop(more);
        if ((facts & aggregate_has_otherwise) != 0) options.otherwise = pop();
        if ((facts & aggregate_has_filter) != 0) options.filter = pop();
        expr argument = (facts & aggregate_has_argument) != 0 ? pop() : expr{};
        return sql::aggregate(called, std::move(argument), std::move(options));
    }

    void make_condition(instruction what, instruction_reader& at) {
        switch (what) {
            case instruction::compare: {
                expr right = pop(), left = pop();
                return push(sql::compare(*at.get<const lookup_info*>(), std::move(left), std::move(right)));
            }
            case instruction::in_values: {
                const auto empty = at.get<bool>(), had_null = at.get<bool>();
                read_value list;
                if (!empty) list = take_value(at);
                return push(sql::in_values(pop(), std::move(list.wire), empty, had_null, std::move(list.cast_to)));
            }
            case instruction::in_parts: {
                const auto empty = at.get<bool>(), had_null = at.get<bool>();
                read_value joined, first, last;
                if (!empty) {
                    joined = take_value(at);
                    first = take_value(at);
                    last = take_value(at);
                }
                return push(sql::in_parts(pop(), std::move(joined.wire), std::move(first.wire), std::move(last.wire),
                                          empty, had_null, std::move(joined.cast_to)));
            }
            case instruction::in_rows: {
                const auto count = at.get<std::uint32_t>();
                const auto empty = at.get<bool>(), had_null = at.get<bool>();
                std::vector<expr> arrays = pop(count);
                return push(sql::in_rows(pop(), std::move(arrays), empty, had_null));
            }
            case instruction::in_query: return push(sql::in_query(pop(), pop_rows()));
            case instruction::in_range: {
                expr high = pop(), low = pop(), left = pop();
                return push(sql::in_range(std::move(left), std::move(low), std::move(high)));
            }
            case instruction::is_null: return push(sql::is_null(pop(), at.get<bool>()));
            case instruction::all_of: return push(sql::all_of(pop(at.get<std::uint32_t>())));
            case instruction::any_of: return push(sql::any_of(pop(at.get<std::uint32_t>())));
            case instruction::one_of: return push(sql::one_of(pop(at.get<std::uint32_t>())));
            case instruction::negation: return push(sql::negation(pop()));
            case instruction::exists: return push(sql::exists(pop_rows()));
            case instruction::condition: return push(sql::condition(pop()));
            case instruction::nothing: return push(sql::nothing());
            case instruction::everything: return push(sql::everything());
            default: return;
        }
    }

    void refine(instruction what, instruction_reader& at) {
        switch (what) {
            case instruction::rows_of: rows_.emplace(*at.get<const table_info*>()); return;
            case instruction::inner_rows: {
                // its values are the next ones
                replayer inside(at, values_);
                inner_.push_back(std::move(inside).rows());
                return;
            }
            case instruction::filter: rows_->filter(pop()); return;
            case instruction::exclude: rows_->exclude(pop()); return;
            case instruction::filter_sticky: rows_->filter_sticky(pop()); return;
            case instruction::filter_chosen: rows_->filter_chosen(pop()); return;
            case instruction::none: rows_->none(); return;
            case instruction::in_time_zone: rows_->in_time_zone(sql::value(take_value(at).wire)); return;
            case instruction::order_by: rows_->order_by(pop_terms(at.get<std::uint32_t>())); return;
            case instruction::clear_ordering: rows_->clear_ordering(); return;
            case instruction::reverse: rows_->reverse(); return;
            case instruction::distinct: rows_->distinct(); return;
            case instruction::distinct_on: rows_->distinct_on(pop(at.get<std::uint32_t>())); return;
            case instruction::limits: return limit(at.get<std::uint8_t>());
            case instruction::lock: return lock(at);
            case instruction::annotate: {
                const auto selected = at.get<bool>();
                rows_->annotate(std::string(at.text()), pop(), selected);
                return;
            }
            case instruction::values: rows_->values(pop_named(at)); return;
            case instruction::select_related: rows_->select_related(at.where().steps); return;
            case instruction::load_only: {
                const path where = at.where();
                rows_->load_only(where.steps, columns(at));
                return;
            }
            case instruction::merge: {
                const auto how = at.get<merge_operation>();
                rows_->merge(how, pop_rows());
                return;
            }
            case instruction::combine: {
                const auto how = at.get<set_operation>();
                const auto first = inner_.end() - static_cast<std::ptrdiff_t>(at.get<std::uint32_t>());
                std::vector<query> others(std::make_move_iterator(first), std::make_move_iterator(inner_.end()));
                inner_.erase(first, inner_.end());
                rows_->combine(how, std::move(others));
                return;
            }
            case instruction::define_relation: {
                const auto& relation = *at.get<const relation_info*>();
                rows_->define_relation(relation, at.where().steps, pop());
                return;
            }
            case instruction::join_common: {
                const auto& relation = *at.get<const relation_info*>();
                const auto storage = at.get<common_storage>();
                rows_->join_common(relation, pop_rows(), storage, at.get<bool>());
                return;
            }
            case instruction::join_again: {
                const auto& relation = *at.get<const relation_info*>();
                rows_->join_again(relation, at.get<bool>());
                return;
            }
            case instruction::meet_common: rows_->meet_common(*at.get<const relation_info*>(), pop()); return;
            case instruction::join_tree: return join_tree(at);
            default: return want(what, at);
        }
    }

    void join_tree(instruction_reader& at) {
        const auto& relation = *at.get<const relation_info*>();
        tree_walk walk;
        walk.along = at.get<const relation_info*>();
        const auto facts = at.get<std::uint8_t>();
        walk.upwards = (facts & walk_upwards) != 0;
        walk.with_start = (facts & walk_with_start) != 0;
        if ((facts & walk_has_max_depth) != 0) walk.max_depth = sql::value(take_value(at).wire);
        rows_->join_tree(relation, pop_rows(), std::move(walk));
    }

    void limit(std::uint8_t facts) {
        const bool nothing = (facts & limits_leave_nothing) != 0;
        const std::uint64_t count = (facts & limits_end) != 0 ? take_number() : 0;
        const std::uint64_t low = (facts & limits_begin) != 0 ? take_number() : 0;
        if (nothing) rows_->slice(low, low);
        else rows_->slice(low, (facts & limits_end) != 0 ? std::optional(low + count) : std::nullopt);
    }

    void lock(instruction_reader& at) {
        const auto strength = at.get<lock_strength>();
        const auto wait = at.get<lock_wait>();
        const auto of_self = at.get<bool>();
        std::vector<step_list> of;
        for (auto count = at.get<std::uint32_t>(); count > 0; --count) of.push_back(at.where().steps);
        rows_->lock(strength, wait, std::move(of), of_self);
    }

    void assign(instruction_reader& at) {
        columns_ = columns(at);
        std::vector<expr> to = pop(columns_.size());
        for (std::size_t i = 0; i < columns_.size(); ++i) assignments_.push_back({columns_[i], std::move(to[i])});
    }

    void want(instruction what, instruction_reader& at) {
        if (what == instruction::which_are_equal) {
            static_cast<void>(at.bytes(at.get<std::uint32_t>() * sizeof(std::uint32_t)));  // the values know
            return;
        }
        wanted_ = what;
        switch (what) {
            case instruction::for_get: rows_ = for_get(finished_rows()); return;
            case instruction::for_first: rows_ = for_first(finished_rows()); return;
            case instruction::for_last: rows_ = for_last(finished_rows()); return;
            case instruction::for_page: rows_ = for_page(finished_rows()); return;
            case instruction::for_earliest:
                rows_ = for_earliest(finished_rows(), pop_terms(at.get<std::uint32_t>()));
                return;
            case instruction::for_latest:
                rows_ = for_latest(finished_rows(), pop_terms(at.get<std::uint32_t>()));
                return;
            case instruction::aggregates:
                known_without_rows_ = at.get<bool>();
                named_ = pop_named(at);
                return;
            case instruction::update: return assign(at);
            case instruction::insert_row:
                columns_ = columns(at);
                returning_ = columns(at);
                return;
            case instruction::update_row: {
                // of the values, the key's are the last ones
                const std::size_t key = rows_->model().keys.size();
                stored_.erase(stored_.begin(),
                              stored_.end() - static_cast<std::ptrdiff_t>(std::min(key, stored_.size())));
                static_cast<void>(pop(std::min(key, stack_.size())));
                assign(at);
                returning_ = columns(at);
                return;
            }
            default: return;
        }
    }

    value_source& values_;
    std::vector<expr> stack_;
    std::vector<order_term> terms_;
    std::vector<query> inner_;
    std::optional<query> rows_;
    std::vector<named_expression> named_;
    std::vector<assignment> assignments_;
    std::vector<const column_info*> columns_, returning_;
    std::vector<wire_value> stored_;
    instruction wanted_ = instruction::select;
    bool known_without_rows_ = true;
};

/// Finds what a parameter of the compiled statement was made of.
[[nodiscard]] inline std::optional<parameter_source> source_of(const wire_value& parameter,
                                                               const std::vector<wire_value>& stand_ins) {
    using what = parameter_source::what;
    for (std::size_t i = 0; i < stand_ins.size(); ++i) {
        const wire_value& each = stand_ins[i];
        const auto index = static_cast<std::uint32_t>(i);
        if (parameter == each) return parameter_source{what::value, {}, index};
        if (parameter.oid == text_oid && parameter.bytes.size() > each.bytes.size()) {
            for (const text_pattern how : {text_pattern::within, text_pattern::at_start, text_pattern::at_end})
                if (parameter.bytes == like_pattern(how, each.bytes))
                    return parameter_source{what::pattern, how, index};
        } else if (parameter.oid == date_oid && is_whole(each.oid) && !each.null) {
            if (parameter == first_day_of(each, false)) return parameter_source{what::first_day, {}, index};
            if (parameter == first_day_of(each, true)) return parameter_source{what::day_after, {}, index};
            if (parameter == first_day_of(each, false, year_of::iso_weeks))
                return parameter_source{what::first_iso_day, {}, index};
            if (parameter == first_day_of(each, true, year_of::iso_weeks))
                return parameter_source{what::iso_day_after, {}, index};
        }
    }
    return std::nullopt;
}

}  // namespace detail

VINYL_DECL expr replay_expression(const recording& recorded) {
    detail::value_source values(recorded.values());
    return detail::replayer(recorded.bytes(), values).expression();
}

VINYL_DECL query replay_query(const recording& recorded) {
    recording whole = recorded;
    whole.settle_limits();
    detail::value_source values(whole.values());
    return detail::replayer(whole.bytes(), values).rows();
}

VINYL_DECL compiled_recording compile_at_once(const recording& recorded) {
    detail::value_source values(recorded.values());
    detail::replayer replayed(recorded.bytes(), values);
    compiled_recording made;
    made.is_nothing = replayed.is_nothing();
    made.related = replayed.related();
    if (!made.is_nothing || replayed.writes()) made.sent = std::move(replayed).compiled();
    return made;
}

namespace detail {

/// When each value is one parameter: the exchanges that make the first value the first parameter, and so on.
inline void bring_into_order(shape& made, std::size_t values) {
    std::vector<std::uint32_t> at(values);  // which value stands where
    for (std::uint32_t i = 0; i < values; ++i) at[i] = i;
    std::vector<bool> used(values);
    for (const parameter_source& each : made.parameters) {
        if (each.kind == parameter_source::what::constant || used[each.index]) return;
        used[each.index] = true;
    }
    if (made.parameters.size() != values) return;
    made.in_order = true;
    for (std::uint32_t i = 0; i < values; ++i) {
        const auto from =
            static_cast<std::uint32_t>(std::find(at.begin() + i, at.end(), made.parameters[i].index) - at.begin());
        if (from != i) {
            made.exchanged.emplace_back(i, from);
            std::swap(at[i], at[from]);
        }
        made.parameters[i].index = i;
    }
}

inline shape make_shape(replayer replayed, const std::vector<wire_value>& stand_ins) {
    shape made;
    made.is_nothing = replayed.is_nothing();
    made.related = replayed.related();
    if (made.is_nothing && !replayed.writes()) return made;
    statement compiled = std::move(replayed).compiled();
    made.text = std::move(compiled.text);
    made.plain_read = compiled.plain_read;
    made.keeps_session = compiled.keeps_session;
    made.locks_rows = compiled.locks_rows;
    made.parameters.reserve(compiled.parameters.size());
    made.as_they_are = true;
    for (wire_value& parameter : compiled.parameters) {
        auto source = source_of(parameter, stand_ins);
        if (!source) {
            source = {parameter_source::what::constant, {}, static_cast<std::uint32_t>(made.constants.size())};
            made.constants.push_back(std::move(parameter));
        }
        made.as_they_are = made.as_they_are && source->kind == parameter_source::what::value;
        made.parameters.push_back(*source);
    }
    bring_into_order(made, stand_ins.size());
    return made;
}

}  // namespace detail

namespace detail {

/// For each value the first one that equals it; empty: nothing depends on that.
[[nodiscard]] inline std::vector<std::uint32_t> which_are_equal(std::string_view instructions) {
    instruction_reader at(instructions);
    if (at.done() || at.get<instruction>() != instruction::which_are_equal) return {};
    std::vector<std::uint32_t> first(at.get<std::uint32_t>());
    for (std::uint32_t& each : first) each = at.get<std::uint32_t>();
    return first;
}

/// use(a replay without values, what stood for them).
template <class F>
auto with_stand_ins(std::string_view instructions, F&& use) {
    value_source values(which_are_equal(instructions));
    replayer replayed(instructions, values);
    return use(std::move(replayed), values.stand_ins());
}

}  // namespace detail

VINYL_DECL std::string compiled_text(std::string_view instructions) {
    return detail::with_stand_ins(instructions, [](detail::replayer replayed, const std::vector<wire_value>&) {
        return std::move(replayed).compiled().text;
    });
}

VINYL_DECL shape make_shape(std::string_view instructions) {
    return detail::with_stand_ins(instructions,
                                  [](detail::replayer replayed, const std::vector<wire_value>& stand_ins) {
                                      return detail::make_shape(std::move(replayed), stand_ins);
                                  });
}

}  // namespace vinyl::sql
