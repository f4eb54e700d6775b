// Memory for frames: of coroutines, operations and waits. Each query and each wait takes some for a short while, so each thread
// keeps a few freed ones for the next. Sanitizers see every frame as its own allocation.
#pragma once

#include <vinyl/base/config.hpp>

#include <cstddef>

namespace vinyl::detail {

/// Memory for what lives as long as an operation.
[[nodiscard]] void* take_frame(std::size_t size);
void put_back_frame(void* memory, std::size_t size) noexcept;

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/dual/frame_memory.ipp>
#endif
