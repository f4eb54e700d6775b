// Waiting for nothing but time.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>

namespace vinyl::io {

/// Waits until that moment. Sync mode blocks the thread, async mode suspends the coroutine.
/// Errors: in async mode, vinyl::cancelled when cancelled.
dual<void> sleep_until(deadline moment);

/// Waits that long.
template <class Rep, class Period>
dual<void> sleep_for(std::chrono::duration<Rep, Period> duration) {
    return sleep_until(deadline::after(duration));
}

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/sleep.ipp>
#endif
