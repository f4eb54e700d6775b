// Keeps what asio::co_spawn starts out of the task that calls it.
//
// Where the caller is on the executor already, Asio runs a new coroutine up to its first suspension inside co_spawn. That part
// would find the mode and the transactions of the caller, and the rest, resumed later, would not. So it is started as if by
// nobody; an executor that carries a context, such as boost::asio::this_coro::executor inside vinyl::atomic, sets it all the
// same. Of Asio's insides this needs the class that co_spawn, and nothing else, launches
// (tested with Boost 1.81 and the Asio of Boost 1.90). As a specialization it must be seen by every file that uses co_spawn;
// docs/async.md says so.
#pragma once

#include <vinyl/dual/context.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace boost::asio::detail {

template <class Executor>
class awaitable_handler<Executor, void> : public awaitable_handler_base<Executor, void> {
public:
    using awaitable_handler_base<Executor, void>::awaitable_handler_base;

    void launch() {
        const vinyl::detail::ambient nobody;
        const vinyl::detail::ambient_scope scope(nobody);
        awaitable_handler_base<Executor, void>::launch();
    }
};

}  // namespace boost::asio::detail
