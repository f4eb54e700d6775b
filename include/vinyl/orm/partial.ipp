// What is said when members can not be loaded.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/orm/partial.hpp>

#include <string>

namespace vinyl::detail {

VINYL_DECL void throw_no_row(std::string_view model) {
    throw usage_error("vinyl: members of a vinyl::partial<" + std::string(model) +
                      "> can not be loaded: it is no row that was read");
}

VINYL_DECL void throw_fetch_raises(std::string_view model, list_view<const std::string_view> names, field_set lacking) {
    std::string members;
    for (std::size_t i = 0; i < names.size(); ++i)
        if ((lacking >> i & 1) != 0)
            members.append(members.empty() ? "" : ", ").append("\"").append(names[i]).append("\"");
    throw not_loaded("vinyl: of this " + std::string(model) + " was not read: " + members +
                     "; and the queryset said fetch_raise, so nothing is loaded later: have it read with the rows");
}

VINYL_DECL void throw_row_changed(std::string_view model) {
    throw usage_error("vinyl: a vinyl::partial<" + std::string(model) +
                      "> got another key while members of its former row were being loaded; ask for them again");
}

VINYL_DECL std::string row_is_gone(std::string_view model) {
    return "members of a row of " + std::string(model) + " can not be loaded: the row is no longer there";
}

}  // namespace vinyl::detail
