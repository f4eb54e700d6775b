// What is said when a member is looked at that is not there.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/rows/partial.hpp>

#include <string>

namespace vinyl::detail {

VINYL_DECL void throw_deferred(std::string_view model, std::string_view member) {
    const std::string name(member);
    throw not_loaded(
        "vinyl: the member \"" + name + "\" of this " + std::string(model) +
        " was not read: only(), defer() or the columns of raw() left it out. Have it read with the rows, or "
        "load it: co_await row.get(\"" +
        name + "\"_f), in sync mode *row.get(\"" + name + "\"_f)");
}

}  // namespace vinyl::detail
