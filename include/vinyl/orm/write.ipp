// What is said when an object can not be written.
#pragma once

#include <vinyl/orm/write.hpp>

namespace vinyl::detail {

VINYL_DECL void throw_relation_without_key(std::string_view model, std::string_view field) {
    throw usage_error(std::string(model) + "." + std::string(field) +
                      " was never set: assign an object or a key before saving, or make the relation std::optional");
}

VINYL_DECL void throw_no_key(std::string_view model, std::string_view operation) {
    throw usage_error(std::string(model) + "." + std::string(operation) +
                      "() needs a row that was saved, and this object has no key yet; insert() it first");
}

VINYL_DECL void throw_out_of_range(const std::string& value, std::string_view type) {
    throw data_error("vinyl: " + value + " is out of the range of the column's type, " + std::string(type), "22003");
}

}  // namespace vinyl::detail
