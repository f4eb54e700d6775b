// What a complete recording comes down to: a text that is made once, and where its parameters come from.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/sql/lookup_info.hpp>
#include <vinyl/sql/query_type.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace vinyl::sql {

/// Where a parameter of a statement comes from.
struct parameter_source {
    enum class what : unsigned char {
        value,          ///< As it was recorded.
        pattern,        ///< A text, as the LIKE pattern of `how`.
        first_day,      ///< The first day of a year.
        day_after,      ///< The first day of the year after it.
        first_iso_day,  ///< The same of years of ISO's weeks.
        iso_day_after,
        constant  ///< No value at all: it is part of the shape.
    } kind = what::value;
    text_pattern how{};
    std::uint32_t index = 0;  ///< Of the value, or of the constant.
};

/// What the instructions of a complete recording come down to.
struct shape {
    std::string text;
    std::vector<parameter_source> parameters;
    std::vector<wire_value> constants;
    bool in_order = false;  ///< Each value is one parameter, the first one the first, after these two were exchanged:
    std::vector<std::pair<std::uint32_t, std::uint32_t>> exchanged;
    bool as_they_are = false;  ///< No value travels as another one.
    bool plain_read = false;
    bool keeps_session = false;
    bool locks_rows = false;
    bool is_nothing = false;              ///< No row can match.
    std::vector<related_output> related;  ///< Where the columns of related rows stand.
};

/// Makes the statement of a shape and of values that were recorded with it, which are moved from.
void fill_in(statement& made, const shape& known, std::vector<wire_value>&& values);

}  // namespace vinyl::sql

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/shape.ipp>
#endif
