// What is said when a value given by name does not fit.
#pragma once

#include <vinyl/orm/create.hpp>

namespace vinyl::detail {

VINYL_DECL void throw_out_of_range(const std::string& value, std::string_view type) {
    throw data_error("vinyl: " + value + " is out of the range of the column's type, " + std::string(type), "22003");
}

}  // namespace vinyl::detail
