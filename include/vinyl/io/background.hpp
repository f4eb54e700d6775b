// Who does the work that several operations share: in sync mode the operation that needs it done, in async mode one task
// in the background.
#pragma once

#include <vinyl/dual/dual.hpp>
#include <vinyl/io/event.hpp>

namespace vinyl::io {

namespace detail {

template <class Worker, class Item>
dual<void> suspend_until_done(Worker& worker, Item& item) {
    const boost::asio::any_io_executor executor = co_await vinyl::detail::this_executor{};
    worker.work_in_background(executor);
    co_await wait(item.done);
}

}  // namespace detail

/// Gets `item` done. In sync mode the calling thread works, by `worker.work_for(item)`, until the item is done. In async
/// mode `worker.work_in_background(executor)` sees to it that a task of the worker's own is at work, which the caller's
/// cancellation therefore does not touch, and the caller just waits for the event `item.done`.
/// Errors: in async mode, boost::system::system_error(operation_aborted) when the wait was cancelled.
/// Object lifetimes: both must live until completion.
template <class Worker, class Item>
dual<void> get_done(Worker& worker, Item& item) {
    if (is_async()) return detail::suspend_until_done(worker, item);
    return worker.work_for(item);
}

}  // namespace vinyl::io
