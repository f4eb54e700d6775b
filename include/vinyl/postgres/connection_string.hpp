// Reading what users, env files and shells make of connection strings, and saying what is wrong with one without showing
// any part of it that may be a secret.
#pragma once

#include <vinyl/base/config.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl::postgres {

/// Keyword and value of libpq's connection parameters.
using connection_parameters = std::vector<std::pair<std::string, std::string>>;

/// Reads a URL or a list of key=value. Quotes around the whole, which env files leave there, and white space around a URL
/// do not count.
/// Throws usage_error, which repeats nothing but the name of a parameter that was misspelled.
[[nodiscard]] connection_parameters read_connection_string(std::string_view dsn);

/// What a value of this parameter must be and is not, in words that do not repeat it: "must be a number". Empty if all is well.
[[nodiscard]] std::string fault_in(std::string_view keyword, std::string_view value);

/// Throws usage_error if libpq knows no such parameter, or if the value can not be one of it. Does not repeat the value.
void check_parameter(std::string_view keyword, std::string_view value);

/// The parts of a list such as host=a,b.
[[nodiscard]] std::vector<std::string> split_at_commas(std::string_view list);

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/connection_string.ipp>
#endif
