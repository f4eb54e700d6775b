// The answer to SQL of one's own, read into structs.
#pragma once

#include <vinyl/db/result.hpp>
#include <vinyl/rows/read.hpp>

#include <vector>

namespace vinyl {

/// The rows of an answer: `rows_as<Sale>(result)`.
///
/// @tparam Row    a plain struct, a std::tuple, or a model (which takes its columns in the order of its members). Columns are
///                read by position, one for each member; a column that may be NULL into a std::optional.
/// @param answer  of db::execute
/// Errors: data_error for another number of columns, a column of another type than its member, and NULL in a member that
/// is no optional; it names the column and the member.
template <class Row>
[[nodiscard]] std::vector<Row> rows_as(const db::result& answer) {
    using reader = detail::row_reader<Row>;
    if (answer.columns() != reader::columns)
        detail::throw_wrong_count(reader::what(), answer.columns(), reader::columns);
    return detail::read_rows<Row>(answer, detail::read_options());
}

}  // namespace vinyl
