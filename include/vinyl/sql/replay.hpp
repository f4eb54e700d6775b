// From a recording to what was recorded: the one place that knows what the instructions mean. Pure functions, no I/O.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/sql/expr.hpp>
#include <vinyl/sql/query_type.hpp>
#include <vinyl/sql/recording.hpp>
#include <vinyl/sql/shape.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace vinyl::sql {

/// The expression that was recorded last, of a recording that is no query.
[[nodiscard]] expr replay_expression(const recording& recorded);
/// The rows that a recording describes, with its limits.
[[nodiscard]] query replay_query(const recording& recorded);

/// What the instructions of a complete recording, one that ends with what is wanted of the rows, become: the compiled text,
/// and which value travels as which parameter. Throws usage_error for what can not be asked.
[[nodiscard]] shape make_shape(std::string_view instructions);

/// The text of that shape.
[[nodiscard]] std::string compiled_text(std::string_view instructions);

/// From the recording over the query tree to the statement, without a shape between.
struct compiled_recording {
    statement sent;
    bool is_nothing = false;
    std::vector<related_output> related;
};
[[nodiscard]] compiled_recording compile_at_once(const recording& recorded);

}  // namespace vinyl::sql

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/replay.ipp>
#endif
