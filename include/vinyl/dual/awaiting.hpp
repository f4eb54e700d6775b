// Who waits for the running coroutine.
#pragma once

#include <vinyl/dual/context_executor.hpp>
#include <vinyl/dual/task.hpp>

namespace vinyl::detail {

/// Calls `look` with the contexts of those who wait for a coroutine that is running, the nearest first, until it returns
/// true. What stands behind other coroutine types than dual and asio::awaitable is not seen.
template <class Look>
void look_at_awaiting(const promise_base* promise, Look look) {
    for (;;) {
        const promise_base* waiting = promise->parent;
        if (waiting == nullptr) waiting = promise->task->owner->waiting();
        if (waiting == nullptr) break;
        if (look(waiting->ambient.bindings.get())) return;
        promise = waiting;
    }
    if (const auto* const around = promise->task->executor.template target<context_executor>())
        static_cast<void>(look(around->context().bindings.get()));
}

}  // namespace vinyl::detail
