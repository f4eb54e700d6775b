// Where the two modes differ in more than how they wait: who does the work that several operations share.
#pragma once

#include <vinyl/dual/dual.hpp>

#include <utility>

namespace vinyl::io {

/// In sync mode the result of `now()`, run here by the calling thread; in async mode the dual that `later()`
/// makes, whose work is done by a task in the background that the caller's cancellation does not touch.
template <class Now, class Later>
auto now_or_later(Now&& now, Later&& later) -> decltype(std::forward<Later>(later)()) {
    if (is_async()) return std::forward<Later>(later)();
    return std::forward<Now>(now)();
}

}  // namespace vinyl::io
