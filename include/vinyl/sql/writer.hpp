// Writes expressions as SQL text and collects their parameters. Internal to sql/.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/sql/joins.hpp>
#include <vinyl/sql/node.hpp>
#include <vinyl/sql/query_data.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vinyl::sql::detail {

/// The tables that names stand for at one level of SELECT, and how they are called there.
struct visible_tables {
    const join_list* joins = nullptr;
    char letter = 0;                         ///< 0: tables go by their own names; 'U': U0, U1, ...
    const visible_tables* around = nullptr;  ///< The query that a subquery stands in.
};

/// What a SELECT is wanted for.
enum class projection : unsigned char {
    rows,  ///< The whole select list.
    key,   ///< One column: the only one of values(), else the model's key.
    one    ///< The constant 1: only whether there are rows matters.
};

class writer {
public:
    explicit writer(std::size_t expected_length) {
        text.reserve(expected_length);
        parameters.reserve(4);
    }

    std::string text;
    std::vector<wire_value> parameters;
    bool has_raw = false;                      ///< SQL of the user's was written.
    std::vector<const common_table*> commons;  ///< Written by the queries that this stands in.
    const expr* zone =
        nullptr;  ///< The time zone that parts of timestamps are taken in; null, or to null: the session's.

    /// The key of the model, "id" or several columns; in parentheses with `as_row`.
    void key_columns(const table_info& model, const visible_tables& at, bool as_row = false);
    /// A column's `"table"."column"`.
    void column(alias_index alias, std::string_view name, const visible_tables& at);
    void alias(alias_index alias, const visible_tables& at);
    /// WITH of the tables that only this query has, and that no query around has written.
    void with(const query_data& data);
    /// FROM with all joins.
    void from(const visible_tables& at);
    /// Any expression; conditions that consist of several stand in parentheses.
    void write(const expr& e, const visible_tables* at);
    /// An expression of a select list whose values are read into members.
    void to_read(const expr& e, const visible_tables* at);
    /// `a, b, c`
    void list(list_view<const expr> expressions, const visible_tables* at);
    /// Conditions joined by AND, without parentheses around them.
    void conjunction(const std::vector<expr>& conditions, const visible_tables* at);
    /// What rows are ordered by.
    void order_key(const expr& e, const visible_tables* at);
    void order(const std::vector<order_term>& terms, const visible_tables* at);
    /// $n, cast to `type`, or else to the type that it names itself. The same node is the same $n, however often it is
    /// written.
    void value(const node::value& e, std::string_view type = {});
    /// $n for a value that stands in the text once.
    void parameter(wire_value v);
    /// The same for a number of rows, which `source` stands for: the same source is the same $n.
    void count_parameter(std::uint64_t rows, const void* source);

    /// SELECT ... of a query; defined with the compiler of SELECT.
    void select(const query& q, projection what, char letter, const visible_tables* around);

private:
    /// The same without WITH.
    void select_rows(const query& q, projection what, char letter, const visible_tables* around);

    // What each kind of node is written as.
    void put(const node::column& e, const visible_tables* at);
    void put(const node::annotation& e, const visible_tables* at);
    void put(const node::outer_column& e, const visible_tables* at);
    void put(const node::outer_name& e, const visible_tables* at);
    void put(const node::value& e, const visible_tables* at);
    void put(const node::null& e, const visible_tables* at);
    void put(const node::raw& e, const visible_tables* at);
    void put(const node::resolved& e, const visible_tables* at);
    void put(const node::reference& e, const visible_tables* at);
    void put(const node::star& e, const visible_tables* at);
    void put(const node::arithmetic& e, const visible_tables* at);
    void put(const node::negate& e, const visible_tables* at);
    void put(const node::function& e, const visible_tables* at);
    void put(const node::cast& e, const visible_tables* at);
    void put(const node::case_when& e, const visible_tables* at);
    void put(const node::aggregate& e, const visible_tables* at);
    void put(const node::subquery& e, const visible_tables* at);
    void put(const node::array_subquery& e, const visible_tables* at);
    void put(const node::window& e, const visible_tables* at);
    /// An aggregate; the second without what it gives instead of NULL.
    void otherwise(const node::aggregate& e, const visible_tables* at);
    void call(const node::aggregate& e, const visible_tables* at);
    void frame_bound(frame_place place, const expr& offset, const visible_tables* at);
    void put(const node::extract& e, const visible_tables* at);
    void call(const function_info& called, list_view<const expr> arguments, const visible_tables* at);
    /// The first argument of a function that looks at it in the query's time zone.
    void in_zone(const function_info& called, const expr& argument, const visible_tables* at);
    void put(const node::parts& e, const visible_tables* at);
    void put(const node::row& e, const visible_tables* at);
    void put(const node::compare& e, const visible_tables* at);
    void put(const node::in_values& e, const visible_tables* at);
    void put(const node::in_query& e, const visible_tables* at);
    void put(const node::in_range& e, const visible_tables* at);
    void put(const node::is_null& e, const visible_tables* at);
    void put(const node::is_true& e, const visible_tables* at);
    void put(const node::exists& e, const visible_tables* at);
    void put(const node::combination& e, const visible_tables* at);
    void put(const node::negation& e, const visible_tables* at);
    void put(const node::condition& e, const visible_tables* at);
    void put(const node::nothing& e, const visible_tables* at);
    void put(const node::everything& e, const visible_tables* at);

    /// Part of another expression: in parentheses where it would not hold together.
    void operand(const expr& e, const visible_tables* at);
    /// One side of a comparison, or one of several choices: a value is cast to the type of `column`, which stands beside
    /// it (null: none), and a column of a type that nothing beside it has becomes its text.
    void beside(const expr& e, const column_info* column, const visible_tables* at);
    /// What stands in ANY(): a list, or arrays as parts of one; its members are cast to `type`.
    void members(const expression& e, std::string_view type);
    void parts(const node::parts& e, std::string_view type);
    /// `a, b, c`, of which the result is one.
    void choices(list_view<const expr> expressions, const visible_tables* at);
    void as_text(const expr& e, const visible_tables* at);
    void pattern(const node::compare& e, const visible_tables* at);
    bool year_bounds(const node::compare& e, const visible_tables* at);
    void equal_rows(const node::row& left, const node::row& right, const visible_tables* at);
    /// A row as an aggregate's argument: the server takes (NULL, NULL) for something, so it has to be said when a row is
    /// none.
    void counted_row(const expr& row, bool distinct, const visible_tables* at);
    /// A row is NULL, as a relation that leads nowhere, when one of its columns is.
    void null_test(const node::row& row, bool truth, const visible_tables* at);
    void truth(const expr& condition, std::string_view is, const visible_tables* at);
    /// True for an odd number of members; NULL counts as false.
    void exclusive_or(list_view<const expr> members, const visible_tables* at);
    void inner(const query& q, projection what, const visible_tables* at);
    /// Throws usage_error for a table whose name means another one here.
    void require_own_name(const table_info& table) const;

    /// Writes the $n of this source and returns true, or returns false.
    bool written_before(const void* source);
    void remember(const void* source);

    /// What each parameter came from (null: nothing to be found again); the first few without memory of their own.
    std::array<const void*, 8> first_sources_{};
    std::vector<const void*> sources_;
};

/// What a value beside a column is cast to.
[[nodiscard]] inline std::string_view operand_cast(const column_info* column) noexcept {
    return column != nullptr && column->casts_operands() ? column->cast : std::string_view();
}

/// The letter of tables in a query one level further in.
[[nodiscard]] constexpr char next_letter(const visible_tables* at) noexcept {
    return at == nullptr || at->letter == 0 ? 'U' : static_cast<char>(at->letter + 1);
}

}  // namespace vinyl::sql::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/writer.ipp>
#include <vinyl/sql/writer_conditions.ipp>
#endif
