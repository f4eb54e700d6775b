// What raw() is not asked of.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/orm/raw.hpp>

#include <string>

namespace vinyl::detail {

VINYL_DECL void throw_raw_of_refined(std::string_view model) {
    throw usage_error(
        "vinyl: raw() sends the SQL that it is given, and the conditions and slices of the queryset that it is "
        "asked of are not in it: write " +
        std::string(model) + "::vinyl().raw(...)");
}

}  // namespace vinyl::detail
