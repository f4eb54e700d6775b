// What is said when a result does not fit the rows it is read into.
#pragma once

#include <vinyl/rows/read.hpp>

namespace vinyl::detail {

VINYL_DECL std::string reading_cell(const cursor& at, std::size_t column) {
    // a struct that is declared inside a function has no name to show
    const std::string row(at.what.empty() ? "a row" : at.what);
    if (column < at.members.size()) return "reading " + row + ": member \"" + std::string(at.members[column]) + "\"";
    return "reading " + row + ": column \"" + std::string(at.result->column_name(column)) + "\"";
}

VINYL_DECL void throw_null_cell(const cursor& at, std::size_t column) {
    throw data_error(reading_cell(at, column) +
                     " is NULL, but its member is not std::optional; make the member optional, or the column NOT NULL");
}

VINYL_DECL void throw_wrong_type(const cursor& at, std::size_t column, std::string_view wanted) {
    throw data_error(reading_cell(at, column) + " is of " + oid::described(at.oids[column]) +
                     ", but its member is read from " + std::string(wanted) +
                     "; change the member's type, or the column's by a migration");
}

VINYL_DECL void throw_bad_cell(const cursor& at, std::size_t column, const data_error& problem) {
    throw data_error(reading_cell(at, column) + ": " + problem.message() +
                     "; correct the row, or give the member a type that knows such values");
}

VINYL_DECL void throw_wrong_count(std::string_view row, std::size_t got, std::size_t wanted) {
    throw data_error("reading " + std::string(row) + ": the result has " + std::to_string(got) + " columns, and " +
                     std::to_string(wanted) + " are needed");
}

VINYL_DECL cursor::~cursor() = default;

VINYL_DECL cursor::cursor(const db::result& from, std::string_view row_kind)
    : result(&from), what(row_kind), columns(from.columns()), oids(few_oids_),
      cells(reinterpret_cast<db::result::cell*>(few_cells_)) {
    if (columns > few) {
        more_oids_.resize(columns);
        more_cells_.resize(columns);
        oids = more_oids_.data();
        cells = more_cells_.data();
    }
    for (std::size_t i = 0; i < columns; ++i) oids[i] = from.column_oid(i);
}

}  // namespace vinyl::detail
