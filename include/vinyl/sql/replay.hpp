// From a recording to what was recorded: the one place that knows what the instructions mean. Pure functions, no I/O.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/sql/compile.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/query.hpp>
#include <vinyl/sql/recording.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace vinyl::sql {

/// The expression that was recorded last, of a recording that is no query.
[[nodiscard]] expr replay_expression(const recording& recorded);
/// The terms that were recorded, of a recording that is no query.
[[nodiscard]] std::vector<order_term> replay_terms(const recording& recorded);
/// The rows that a recording describes, with its limits.
[[nodiscard]] query replay_query(const recording& recorded);

/// Where a parameter of a statement comes from.
struct parameter_source {
    enum class what : unsigned char {
        value,      ///< As it was recorded.
        pattern,    ///< A text, as the LIKE pattern of `how`.
        first_day,  ///< The first day of a year.
        day_after,  ///< The first day of the year after it.
        constant    ///< No value at all: it is part of the shape.
    } kind = what::value;
    lookup how{};
    std::uint32_t index = 0;  ///< Of the value, or of the constant.
};

/// What a complete recording comes down to, apart from its values.
struct shape {
    std::string text;
    std::vector<parameter_source> parameters;
    std::vector<wire_value> constants;
    std::size_t value_count = 0;
    bool in_order = false;  ///< The parameters are the values, each of them, as they are.
    bool plain_read = false;
    bool keeps_session = false;
    bool is_nothing = false;  ///< No row can match.
    output_list outputs;      ///< Where the columns of related rows stand: `related`, and nothing else.
};

/// What a complete recording, one that ends with what is wanted of the rows, becomes: the compiled text, and which value
/// travels as which parameter. Throws usage_error for what can not be asked.
[[nodiscard]] shape make_shape(const recording& recorded);

/// The statement of a shape and of values that were recorded with it, which are moved from.
[[nodiscard]] statement fill_in(const shape& known, std::vector<wire_value>&& values);

/// The same without a shape between: from the recording over the query tree to the statement.
[[nodiscard]] statement compile(const recording& recorded);

}  // namespace vinyl::sql

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/replay.ipp>
#endif
