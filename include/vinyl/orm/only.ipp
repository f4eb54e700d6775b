// What only(), defer() and select_related() say of each other.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/base/new_shared.hpp>
#include <vinyl/orm/only.hpp>

#include <string>

namespace vinyl::detail {

VINYL_DECL void require_followed(const std::vector<related_loader>& loaders, std::string_view model,
                                 list_view<const std::string_view> names, field_set there) {
    for (const related_loader& each : loaders) {
        if ((there >> each.member & 1) == 0)
            throw usage_error("vinyl: the relation \"" + std::string(names[each.member]) + "\" of " +
                              std::string(model) +
                              " is followed by select_related() and left out by only() or defer() at once; name it in "
                              "only(), or do not defer it");
    }
}

VINYL_DECL options_ptr with_members(const options_ptr& options, member_choice choice, field_set there) {
    auto changed = new_shared<queryset_options>(*options);
    changed->members = choice;
    changed->reading.there = there;
    return changed;
}

}  // namespace vinyl::detail
