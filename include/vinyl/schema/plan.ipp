// Bodies of schema/plan.hpp.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/schema/plan.hpp>

namespace vinyl::schema::detail {

VINYL_DECL void throw_unfitting_default(std::string_view model, std::string_view field) {
    throw usage_error("vinyl: the db_default of " + std::string(model) + "::" + std::string(field) +
                      " is of a type that does not fit the field; give a value that the member could hold, or an "
                      "expression such as now()");
}

}  // namespace vinyl::schema::detail
