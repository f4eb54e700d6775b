// hstore in queries: the transforms keys and values. (A member of type vinyl::hstore, its lookups, and keys in paths,
// "attributes__color"_f, need nothing but <vinyl/vinyl.hpp>.) The database needs CREATE EXTENSION hstore.
#pragma once

#include <vinyl/expr/transforms.hpp>

#include <optional>
#include <string>
#include <vector>

namespace vinyl {

/// The keys of an hstore, in no order.
template <>
inline constexpr function<std::vector<std::string>(takes::hstores)> transform<"keys">{
    "AKEYS", {.is_strict = true, .is_total = true}};
/// The values of an hstore, in the order of its keys.
template <>
inline constexpr function<std::vector<std::optional<std::string>>(takes::hstores)> transform<"values">{
    "AVALS", {.is_strict = true, .is_total = true}};

}  // namespace vinyl
