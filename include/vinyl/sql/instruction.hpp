// The instructions that a recording consists of. Internal to sql/: recording writes them, replay reads them.
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/sql/expr.hpp>
#include <vinyl/sql/table_info.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace vinyl::sql::detail {

/// What an instruction does; its operands follow it in the bytes, and expressions that it needs were made before it. Names
/// are those of the functions in expression.hpp and of query's members.
enum class instruction : unsigned char {
    // leaves
    column,
    annotation,
    outer_path,
    outer_name,
    awaited,        ///< nothing yet
    value,          ///< the next value
    boolean_value,  ///< true or false, which may decide the text
    stored,         ///< the next value, on its way into a column, or a part of a key
    null,
    // values
    row,
    raw,
    arithmetic,
    negate,
    function,
    cast,
    extract,
    under_keys,
    case_when,
    aggregate,
    window,
    subquery,
    array_subquery,
    term,  ///< makes a term of an ordering of the last expression
    // conditions
    compare,
    in_values,
    in_parts,
    in_rows,
    in_query,
    in_range,
    is_null,
    all_of,
    any_of,
    one_of,
    negation,
    exists,
    condition,
    nothing,
    everything,
    // queries
    rows_of,     ///< the model; begins a query
    inner_rows,  ///< begins a query inside this one
    inner_end,   ///< ends it
    filter,
    exclude,
    filter_sticky,
    filter_chosen,
    none,
    in_time_zone,  ///< of the next value
    order_by,
    clear_ordering,
    reverse,
    distinct,
    distinct_on,
    limits,
    lock,
    annotate,
    values,
    select_related,
    load_only,
    combine,
    merge,
    define_relation,
    join_common,
    join_again,
    meet_common,
    join_tree,
    // what is wanted of it
    select,
    for_get,
    for_first,
    for_last,
    for_earliest,
    for_latest,
    for_page,
    count,
    any,
    aggregates,
    update,
    erase,
    insert_row,
    update_row,
    erase_row,
    which_are_equal  ///< stands in front of everything, where the text depends on it
};

/// Reads the operands of instructions.
class instruction_reader {
public:
    explicit instruction_reader(std::string_view bytes) noexcept : at_(bytes.data()), end_(at_ + bytes.size()) {}

    [[nodiscard]] bool done() const noexcept { return at_ == end_; }
    template <class T>
    [[nodiscard]] T get() noexcept {
        T read;
        std::memcpy(&read, at_, sizeof read);
        at_ += sizeof read;
        return read;
    }
    [[nodiscard]] std::string_view text() noexcept { return bytes(get<std::uint32_t>()); }
    /// A text that the bytes only point at.
    [[nodiscard]] std::string_view literal() noexcept {
        const auto size = get<std::uint32_t>();
        return {get<const char*>(), size};
    }
    [[nodiscard]] std::string_view bytes(std::size_t size) noexcept {
        const std::string_view read(at_, size);
        at_ += size;
        return read;
    }
    template <class T>
    [[nodiscard]] list_view<const T> list() noexcept {
        const std::size_t size = get<std::uint8_t>();
        return size == 0 ? list_view<const T>() : list_view<const T>(get<const T*>(), size);
    }
    [[nodiscard]] path where() noexcept {
        path read;
        read.column = get<const column_info*>();
        read.steps = list<const relation_info*>();
        read.transforms = list<const transform_info*>();
        return read;
    }

private:
    const char* at_;
    const char* end_;
};

/// What of a value stands in the bytes: all but itself.
enum value_facts : unsigned char { value_is_null = 1, value_has_cast = 2 };

/// What of an aggregate there is.
enum aggregate_facts : unsigned char {
    aggregate_has_argument = 1,
    aggregate_is_distinct = 2,
    aggregate_has_filter = 4,
    aggregate_has_otherwise = 8
};

/// How a walk along a relation goes.
enum walk_facts : unsigned char { walk_upwards = 1, walk_with_start = 2, walk_has_max_depth = 4 };

/// Which limits there are.
enum limit_facts : unsigned char { limits_begin = 1, limits_end = 2, limits_leave_nothing = 4 };

}  // namespace vinyl::sql::detail
