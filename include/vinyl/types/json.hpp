// The values of `jsonb` columns: Boost.JSON's, and types of C++ that are kept as JSON. Who only names vinyl's other types need not include it.
#pragma once

#include <vinyl/types/jsonb_of.hpp>

#include <boost/json/value.hpp>

namespace vinyl {

/// Any JSON value. A default-constructed one is JSON's null, which is not SQL's NULL: that is std::optional<json>.
/// The library's object code comes from <boost/json/src.hpp> in one translation unit, or from linking Boost.JSON.
using json = boost::json::value;

}  // namespace vinyl
