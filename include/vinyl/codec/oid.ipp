// Names of types for messages.
#pragma once

#include <vinyl/codec/oid.hpp>

namespace vinyl::oid {

VINYL_DECL std::string described(std::uint32_t type) {
    const std::uint32_t element = element_of(type);
    const std::string_view known = name_of(element != 0 ? element : type);
    if (known.empty()) return "the type with OID " + std::to_string(type);
    return std::string(known) + (element != 0 ? "[]" : "");
}

}  // namespace vinyl::oid
