// Parts that several kinds of statements have. Internal to sql/.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/select_plan.hpp>
#include <vinyl/sql/writer.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace vinyl::sql::detail {

/// Separates the members of a list.
class comma {
public:
    explicit comma(std::string& text) noexcept : text_(text) {}
    void operator()() {
        if (!std::exchange(first_, false)) text_ += ", ";
    }

private:
    std::string& text_;
    bool first_ = true;
};

/// Behind a column that is read: the cast to the type that its member can read.
void write_read_cast(writer& out, const column_info& column);

/// A column of a select list that is computed, or taken from a derived table.
void write_computed(writer& out, const named_expression& column, const visible_tables& here);

void write_direction(writer& out, const order_term& term);

void write_limits(writer& out, const query_data& data);

/// WHERE with the conditions that are asked of rows, not of groups.
void write_where(writer& out, const query_data& data, const visible_tables& here);

/// SELECT of only the first columns of the select that is written in between, as a table of this name.
void begin_first_columns(std::string& text, std::string_view table, std::size_t columns);
void end_first_columns(std::string& text, std::string_view table, std::size_t columns);

/// SELECT of a set operation.
void write_combined(writer& out, const query_data& data, projection what, const visible_tables* around, char letter);

/// An expression over the rows of a set operation, with references instead of their columns, of which no more than `named` have
/// to have names. Throws usage_error where it speaks of something else.
[[nodiscard]] expr over_combined(const query_data& data, const expr& e, std::size_t& named);

/// SELECT of a query with conditions on windows: they stand around the rest of it.
void write_qualified(writer& out, const query& q, const select_plan& plan, char letter, const visible_tables* around);

/// Throws usage_error for a query that refers to one around it.
void require_complete(const query& q);

/// The query without what does not change which rows there are.
[[nodiscard]] query bare_rows(query q);

/// What was written, as a statement. `data`: the query that it only reads; null: it writes.
[[nodiscard]] statement finish(writer& out, const query_data* data);

}  // namespace vinyl::sql::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/compile_combined.ipp>
#include <vinyl/sql/compile_qualified.ipp>
#include <vinyl/sql/compile_select.ipp>
#endif
