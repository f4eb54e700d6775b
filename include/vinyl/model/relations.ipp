// Bodies of relations.hpp and origin.hpp.
#pragma once

#include <vinyl/model/loaded_object.hpp>
#include <vinyl/model/origin.hpp>
#include <vinyl/model/relations.hpp>

#include <memory>
#include <string>
#include <thread>

namespace vinyl::detail {

VINYL_DECL origin_supply::origin_supply(std::unique_ptr<row_origin> made, std::size_t users) noexcept
    : origin_supply(made.release(), users) {}

VINYL_DECL void yield_thread() noexcept { std::this_thread::yield(); }

VINYL_DECL std::shared_ptr<row_origin> origin_ptr::share() const {
    if (origin_ == nullptr) return nullptr;
    return {origin_, [user = *this](row_origin*) {}};
}

VINYL_DECL void throw_not_loaded(std::string_view model) {
    const std::string name(model);
    throw not_loaded("vinyl: the related " + name +
                     " was not loaded with this row. Load it with the rows by "
                     "select_related(), or call the relation: it is loaded then, as in album.artist()");
}

VINYL_DECL void throw_no_object(std::string_view model) {
    throw not_loaded("vinyl: there is no " + std::string(model) +
                     " at the other side of this relation, as the database said; ask has_object() before");
}

VINYL_DECL void throw_unsaved_object(std::string_view model) {
    const std::string name(model);
    throw usage_error("vinyl: unsaved object in a relation or condition: this " + name +
                      " has no key yet. Insert it first, then use it "
                      "(a relation that it was assigned to holds a copy, which does not see a later insert)");
}

}  // namespace vinyl::detail
