// Choices that are none.
#pragma once

#include <vinyl/orm/choices.hpp>

#include <string>

namespace vinyl::detail {

VINYL_DECL void throw_no_choice(std::string_view name, list_view<const std::string_view> there) {
    std::string names;
    for (const std::string_view each : there) names.append(names.empty() ? "one of " : ", ").append(each);
    throw_bad_text("choice", name, names);
}

}  // namespace vinyl::detail
