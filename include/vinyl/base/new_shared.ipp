// What counts the owners of an object.
#pragma once

#include <vinyl/base/new_shared.hpp>

namespace vinyl::detail {

VINYL_DECL std::shared_ptr<void> own_object(void* object, void (*destroy)(void*)) { return {object, destroy}; }

}  // namespace vinyl::detail
