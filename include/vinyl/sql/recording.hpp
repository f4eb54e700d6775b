// A query, or an expression, as it was written: a list of instructions in the order in which a stack machine runs them, and
// beside it the values, which the instructions only count. Equal instructions give equal SQL, so their bytes are the key by
// which a text that was made once is found again (shape_cache.hpp); replay.hpp makes query and expr of them.
#pragma once

#include <vinyl/base/byte_buffer.hpp>
#include <vinyl/base/config.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/sql/awaited.hpp>
#include <vinyl/sql/expr.hpp>
#include <vinyl/sql/function_info.hpp>
#include <vinyl/sql/lookup_info.hpp>
#include <vinyl/sql/query_type.hpp>
#include <vinyl/sql/table_info.hpp>
#include <vinyl/sql/transform_info.hpp>
#include <vinyl/sql/window_frame.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vinyl::sql {

namespace detail {
enum class instruction : unsigned char;
}

/// Rows [low, high) of what conditions leave: slices, and the limit and offset behind them.
class row_limits {
public:
    static constexpr std::uint64_t none = UINT64_MAX, most = none - 1;

    void slice(std::uint64_t low, std::uint64_t high) noexcept;
    void limit(std::uint64_t count) noexcept { limit_ = count < most ? count : most; }
    void offset(std::uint64_t rows) noexcept { offset_ = rows < most ? rows : most; }

    [[nodiscard]] std::uint64_t low() const noexcept;
    [[nodiscard]] std::uint64_t high() const noexcept;  ///< `none`: no end.
    [[nodiscard]] bool any() const noexcept { return low() != 0 || high() != none; }

private:
    std::uint64_t slice_low_ = 0, slice_high_ = none;
    std::uint64_t limit_ = none, offset_ = 0;
};

/// What `bind/` and querysets say, one call for each of the functions of expression.hpp and the members of query, with the
/// operands first: `r.column(p); r.value(v); r.compare(lookup::lt); r.filter();`. What is said of an expression is about the
/// one or more that were made last and are still unused.
///
/// What depends on a value, and not on its type, is decided here, when it is recorded, and is then another instruction:
/// comparing with NULL is a test for NULL, a slice without rows says so, and so on.
///
/// Paths, tables, columns, relations, transforms, lookups and the texts of functions are static objects, which the bytes point at; other texts are
/// copied into them.
/// Thread safety: distinct objects: safe; shared objects: safe to read.
class recording {
public:
    recording() = default;
    recording(const recording& other);
    recording(recording&&) noexcept;
    recording& operator=(const recording& other);
    recording& operator=(recording&&) noexcept;
    ~recording();
    /// All rows of a model.
    explicit recording(const table_info& model);

    // ---- leaves

    void column(const path& where);
    void annotation(std::string_view name);
    /// A column of the query `depth` levels around the subquery that this stands in.
    void outer(const path& where, std::uint32_t depth = 1);
    void outer(std::string_view name, std::uint32_t depth = 1);
    /// An expression that speaks of the query around, which is not known yet: inner_rows has it said later. Null: never, and to
    /// replay it throws usage_error.
    void awaited(awaited_expressions written = {});
    /// A parameter; `cast_to`: see sql::value().
    void value(wire_value v, std::string_view cast_to = {});
    void null(std::string_view type = {});
    /// A parameter that is stored in a column as it is, NULL or not: that is no part of the text.
    void stored(wire_value v);
    void stored(std::vector<wire_value>&& all);
    /// A part of the key of the row that is written. NULL is refused when the text is made.
    void key(wire_value v);

    // ---- values, of the expressions before

    void row(std::uint32_t count);
    /// The user's own SQL around the last pieces.size() - 1 expressions.
    void raw(list_view<const std::string_view> pieces, std::uint32_t oid = 0);
    void arithmetic(arithmetic_operator op, std::uint32_t oid = 0);
    void negate();
    void function(const function_info& called, std::uint32_t arguments, std::uint32_t oid = 0);
    void cast(std::string_view type, std::uint32_t oid = 0);
    void extract(const transform_info& part);
    void under_keys(list_view<const std::string_view> keys, bool as_text = false);
    /// CASE of condition, value, condition, value, ... and of one more value with `has_otherwise`.
    void case_when(std::uint32_t branches, bool has_otherwise, std::string_view type = {});

    /// What stands before aggregate(), in this order.
    struct aggregate_form {
        bool has_argument = true;  ///< else COUNT(*)
        bool has_filter = false;   ///< a condition
        bool has_otherwise = false;
        std::uint32_t more_arguments = 0;
        std::uint32_t terms = 0;  ///< made by term()
        bool distinct = false;
        std::uint32_t oid = 0;
    };
    void aggregate(const aggregate_info& called, const aggregate_form& form);
    /// The function or aggregate, then what it is partitioned by, then the offsets of the frame; terms as for order_by().
    void window(std::uint32_t partition_by, std::uint32_t terms, window_frame frame = {});
    /// Makes a term of an ordering of the last expression.
    void term(bool descending = false, order_term::nulls_order nulls = order_term::nulls_order::unspecified);

    /// A whole query, whose limits are settled there: of the last one are subquery(), array_subquery(), in_query(), exists().
    /// What it awaits, this awaits then: see inner_rows.
    void inner(const recording& rows);
    void subquery(std::uint32_t oid = 0);
    void array_subquery(std::uint32_t oid = 0);

    // ---- conditions, of the expressions before

    /// Left, right. Throws usage_error for a right side that is NULL, but with lookups that ask for it.
    void compare(const lookup_info& how);
    /// Left.
    void in_values(wire_value list, bool empty, bool had_null = false, std::string_view cast_to = {});
    void in_parts(wire_value joined, wire_value first, wire_value last, bool empty, bool had_null = false,
                  std::string_view cast_to = {});
    /// Left, then arrays, each a value().
    void in_rows(std::uint32_t arrays, bool empty, bool had_null = false);
    /// Left, inner().
    void in_query();
    /// Left, low, high. Throws usage_error for NULL as a bound.
    void in_range();
    void is_null(bool truth = true);
    void all_of(std::uint32_t conditions);
    void any_of(std::uint32_t conditions);
    void one_of(std::uint32_t conditions);
    void negation();
    void exists();
    void condition();
    void nothing();
    void everything();

    // ---- what was recorded elsewhere

    /// Expressions or terms, as if their calls were made here.
    void append(const recording& part);
    [[nodiscard]] bool empty() const noexcept { return bytes_.size() == 0; }
    /// Whether it is a condition that is a combination of none.
    [[nodiscard]] bool is_neutral() const noexcept;
    /// Of a single expression: the value that it consists of, if it does. NULL has no type here.
    [[nodiscard]] std::optional<wire_value> as_value() const;

    // ---- queries

    void rows_of(const table_info& model);
    /// Of the last condition. Throws usage_error after a slice, and after combine().
    void filter();
    void exclude();
    void filter_sticky();
    /// One that is asked of the rows that all conditions so far leave, those on windows included.
    void filter_chosen();
    void none();
    /// The zone that parts of timestamps are taken in, all over the query; replaces a former one.
    void in_time_zone(wire_value zone);
    /// Of the last terms. Throws usage_error after a slice.
    void order_by(std::uint32_t terms);
    void clear_ordering();
    void reverse();
    void distinct();
    void distinct_on(std::uint32_t fields);
    void slice(std::uint64_t low, std::optional<std::uint64_t> high);
    void limit(std::uint64_t count) noexcept { limits_.limit(count); }
    void offset(std::uint64_t rows) noexcept { limits_.offset(rows); }
    void lock(lock_strength strength, lock_wait wait, list_view<const list_view<const relation_info* const>> of,
              bool of_self);
    void annotate(std::string_view name, bool selected = true);
    /// Of as many expressions as there are names.
    void values(list_view<const std::string_view> names);
    void select_related(list_view<const relation_info* const> steps);
    void load_only(list_view<const relation_info* const> steps, list_view<const column_info* const> columns);
    void combine(set_operation how, list_view<const recording* const> others);
    void merge(merge_operation how, const recording& other);
    /// Of the last condition.
    void define_relation(const relation_info& relation, list_view<const relation_info* const> way);
    void join_common(const relation_info& relation, const recording& rows, common_storage storage, bool left);
    void join_again(const relation_info& relation, bool left);
    void meet_common(const relation_info& relation);
    /// `max_depth`: none, when its bytes are empty.
    void join_tree(const relation_info& relation, const recording& start, const relation_info& along, bool upwards,
                   bool with_start, wire_value max_depth);
    /// The database to ask. It is no part of the text, but that of a subquery must be the same: what completes the recording
    /// throws usage_error for another one. One that is not said is `default`, and of a subquery whatever is around it.
    void in_database(std::string_view alias);

    [[nodiscard]] bool sliced() const noexcept { return limits_.any(); }
    [[nodiscard]] bool combined() const noexcept { return combined_; }

    // ---- what is wanted of the rows, at the end

    void select();
    void for_get();
    void for_first();
    void for_last();
    void for_earliest(std::uint32_t terms);
    void for_latest(std::uint32_t terms);
    void for_page(std::uint64_t low, std::uint64_t high);
    void count();
    void any();
    /// `known_without_rows`: where no row can match, the statement need not be sent.
    void aggregates(list_view<const std::string_view> names, bool known_without_rows = false);
    /// Of an expression for each column.
    void update(list_view<const column_info* const> columns);
    void erase();
    /// One row of stored() values, and then of expressions.
    void insert_row(list_view<const column_info* const> columns, list_view<const column_info* const> returning);
    /// An expression for each column, and the key().
    void update_row(list_view<const column_info* const> columns, list_view<const column_info* const> returning);
    /// Of the key().
    void erase_row();

    /// Limits stand behind everything else; what is wanted of the rows says so by itself.
    void settle_limits();

    // ---- for replay and the cache

    [[nodiscard]] std::string_view bytes() const noexcept { return bytes_.view(); }
    [[nodiscard]] std::vector<wire_value>& values() noexcept { return values_; }
    [[nodiscard]] const std::vector<wire_value>& values() const noexcept { return values_; }

private:
    friend class inner_rows;
    using instruction = detail::instruction;
    template <class... Operands>
    char* put(instruction what, const Operands&... operands);
    template <class... Operands>
    void say(std::uint32_t uses, instruction what, const Operands&... operands);
    void put_text(std::string_view text);
    void put_literal(std::string_view text);
    void put_path(const path& where);
    void make_room(std::size_t values = 1);
    void put_facts(const wire_value& v, std::string_view cast_to);
    void put_value(wire_value&& v, std::string_view cast_to);
    void put_columns(list_view<const column_info* const> columns);
    void put_stored(const wire_value& v);
    void put_which_are_equal();
    void complete();
    [[nodiscard]] bool last_is_null() const noexcept { return (null_operands_ & 1) != 0; }
    void await(awaited_expressions written, std::size_t byte, std::size_t value);
    void put_limits(const row_limits& limits);
    void put_number(std::uint64_t rows);
    void made(std::uint32_t from, bool null = false) noexcept;
    void drop_last_leaf() noexcept;
    void take_database(const std::string& of_subquery);
    void require_one_database() const;
    void require_unsliced(const char* what) const;
    void require_uncombined(const char* what) const;

    /// What in_database() said here, and what it said of subqueries; empty: nothing.
    struct database_names {
        std::string own, of_subqueries;
    };

    byte_buffer bytes_;
    std::vector<wire_value> values_;
    awaited_expressions awaited_;
    std::shared_ptr<const database_names> databases_;  ///< Null: none was named.
    row_limits limits_;
    std::uint64_t null_operands_ =
        0;  ///< A bit for each expression that is unused yet, the last one lowest: whether it is NULL.
    std::uint32_t last_ = 0;  ///< Where the last instruction begins.
    bool combined_ = false;
    bool in_zone_ = false;               ///< in_time_zone() was said.
    bool defines_ = false;               ///< define_relation() was said.
    bool asks_which_are_equal_ = false;  ///< The text depends on which values are equal.
};

/// Says a whole query to another recording as inner() does, and in their places the expressions that it awaits: for each of them
/// next() is called, and the expression said there. What was said is taken back if end() is not reached.
class inner_rows {
public:
    /// @pre these are two
    inner_rows(recording& to, const recording& rows);
    inner_rows(const inner_rows&) = delete;
    inner_rows& operator=(const inner_rows&) = delete;
    ~inner_rows();

    /// How many expressions the rows await.
    [[nodiscard]] std::uint32_t awaited() const noexcept { return rows_.awaited_.count(); }
    /// Says what stands before the next one, which is to be said then, and gives it as it was written. @pre there is one
    [[nodiscard]] const void* next();
    /// Says the rest; what has not been asked for by next() is awaited by the recording that the rows are said to.
    void end();

private:
    void say_until(std::size_t byte, std::size_t value);

    recording& to_;
    const recording& rows_;
    std::size_t first_byte_, first_value_;          ///< Of the query, where it is said.
    std::size_t said_bytes_ = 0, said_values_ = 0;  ///< How much of it.
    std::uint64_t null_operands_;
    std::uint32_t said_ = 0;  ///< How many of the expressions.
    bool complete_ = false;
};

}  // namespace vinyl::sql

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/recording.ipp>
#include <vinyl/sql/recording_queries.ipp>
#endif
