// The names of the JSON types, for who only compares types with them: <vinyl/jsonb.hpp> is what makes them usable.
#pragma once

namespace boost::json {
class value;  // vinyl: what has members of type vinyl::json needs #include <vinyl/jsonb.hpp>
}  // namespace boost::json

namespace vinyl {

/// Any JSON value. A default-constructed one is JSON's null, which is not SQL's NULL: that is std::optional<json>.
/// The library's object code comes from <boost/json/src.hpp> in one translation unit, or from linking Boost.JSON.
using json = boost::json::value;

}  // namespace vinyl
