// What sql/ knows of a transform: a function of one value that a path names. Paths and nodes point at it, so it is a
// static object.
#pragma once

#include <vinyl/sql/function_info.hpp>

#include <cstdint>
#include <string_view>

namespace vinyl::sql {

struct transform_info {
    std::string_view name;  ///< As a path calls it: "year".
    function_info called;
    std::uint32_t oid = 0;     ///< Of what it gives; 0: it is not known.
    bool may_be_null = false;  ///< It gives NULL for values that are none.
};

}  // namespace vinyl::sql
