// The text of CREATE and DROP for a set of tables: plain data in, SQL out; no templates, no I/O.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/model/ddl_info.hpp>
#include <vinyl/sql/table_info.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace vinyl::schema::detail {

/// SQL text that belongs to a name: a constraint and its condition, a column and its default.
struct named_text {
    std::string name;
    std::string text;
};

/// A type that CREATE TYPE ... AS ENUM makes: its name, and its values as a list of literals.
using enum_type = named_text;

/// An index over expressions.
struct planned_index {
    std::string name;
    std::string terms;  ///< As SQL, divided by commas.
    bool unique = false;
};

/// One table to be made.
struct table_plan {
    const sql::table_info* table = nullptr;
    const ddl_info* about = nullptr;
    std::vector<named_text> checks;     ///< Name and condition.
    std::vector<named_text> defaults;   ///< Column and value.
    std::vector<named_text> generated;  ///< Column and what it is calculated by.
    std::vector<planned_index> indexes;
    std::vector<enum_type> types;  ///< The enums among the types of its columns.
};

/// A name for a constraint or an index: the parts joined by '_' and the suffix behind them. PostgreSQL keeps 63 bytes: a
/// longer name is cut in its middle, and a hash of the whole keeps it apart from others. Depends on nothing else.
[[nodiscard]] std::string object_name(std::string_view table, list_view<const std::string_view> columns,
                                      std::string_view suffix);

/// One statement after the other, in an order in which they can be run. Types come first. A foreign key stands in its
/// CREATE TABLE when the table it points at is made before (or not here at all), else in an ALTER TABLE at the end.
[[nodiscard]] std::vector<std::string> create_statements(list_view<const table_plan> plans);

/// The one statement that drops those of the tables that exist. Empty without tables.
[[nodiscard]] std::string drop_statement(list_view<const table_plan> plans);

/// That one, and behind it one for each type, which leaves the type when something else still uses it.
[[nodiscard]] std::vector<std::string> drop_statements(list_view<const table_plan> plans);

}  // namespace vinyl::schema::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/schema/ddl.ipp>
#endif
