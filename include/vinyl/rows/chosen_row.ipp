// A column that is looked at and was not chosen.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/rows/chosen_row.hpp>

#include <string>

namespace vinyl::detail {

VINYL_DECL void throw_not_chosen(std::string_view name) {
    throw not_loaded(
        "vinyl: the column \"" + std::string(name) +
        "\" was not chosen, so it was not read; ask row.has() before, or take what is there by row.each()");
}

}  // namespace vinyl::detail
