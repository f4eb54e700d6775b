// The value of an `hstore` column.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace vinyl {

/// Names and texts; a value without a string is NULL.
using hstore = std::map<std::string, std::optional<std::string>>;

}  // namespace vinyl
