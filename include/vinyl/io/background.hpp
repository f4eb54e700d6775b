// Where the two modes differ in more than how they wait: sync mode has a shorter way.
#pragma once

#include <vinyl/dual/dual.hpp>

#include <utility>

namespace vinyl::io {

/// In sync mode the dual that `now()` returns, with its value in it; in async mode the one of `later()`, a coroutine.
template <class Now, class Later>
auto now_or_later(Now&& now, Later&& later) -> decltype(std::forward<Later>(later)()) {
    if (is_async()) return std::forward<Later>(later)();
    return std::forward<Now>(now)();
}

}  // namespace vinyl::io
