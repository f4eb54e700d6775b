// What does not depend on the keys of peers, and peers whose keys are of the usual type.
#pragma once

#include <vinyl/rows/peers.hpp>

namespace vinyl::detail {

VINYL_DECL row_source::row_source(std::string alias) : alias_(std::move(alias)) {}
VINYL_DECL row_source::~row_source() = default;

#ifndef VINYL_HEADER_ONLY
template class peer_group<std::int64_t>;
#endif

}  // namespace vinyl::detail
