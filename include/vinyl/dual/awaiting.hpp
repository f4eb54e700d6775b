// Who waits for the running coroutine.
#pragma once

#include <vinyl/dual/task.hpp>

namespace vinyl::detail {

/// Calls `look` with the contexts of those who wait for a coroutine that is running, the nearest first, until it returns
/// true. The last one is the context in which the outermost of them was started: by a coroutine of another type, or
/// through a completion token.
template <class Look>
void look_at_awaiting(const promise_base* promise, Look look) {
    for (;;) {
        const promise_base* waiting = promise->parent;
        if (waiting == nullptr) waiting = promise->task->owner->waiting();
        if (waiting == nullptr) break;
        if (look(waiting->ambient.bindings.get())) return;
        promise = waiting;
    }
    static_cast<void>(look(promise->task->around.get()));
}

}  // namespace vinyl::detail
