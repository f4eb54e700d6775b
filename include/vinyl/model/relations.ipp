// Bodies of relations.hpp: the errors of relations.
#pragma once

#include <vinyl/model/relations.hpp>

#include <string>

namespace vinyl::detail {

VINYL_DECL void throw_not_loaded(std::string_view model) {
    const std::string name(model);
    throw not_loaded("vinyl: the related " + name +
                     " was not loaded with this row. Load it with the rows by "
                     "select_related(), or call the relation: it is loaded then, as in album.artist()");
}

VINYL_DECL void throw_unsaved_object(std::string_view model) {
    const std::string name(model);
    throw usage_error("vinyl: unsaved object in a relation: the " + name +
                      " that was assigned has no key yet. Insert it "
                      "first, then assign it (the relation holds a copy, which does not see a later insert)");
}

}  // namespace vinyl::detail
