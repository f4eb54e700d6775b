// The executor of the running task, for what has to go on after the task has moved on.
#pragma once

#include <vinyl/dual/dual.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <optional>

namespace vinyl::io {

namespace detail {
inline dual<std::optional<boost::asio::any_io_executor>> find_executor() {
    boost::asio::any_io_executor executor = co_await vinyl::detail::this_executor{};
    co_return executor;
}
}  // namespace detail

/// The executor that the calling coroutine resumes on; nothing in sync mode, where there is none.
inline dual<std::optional<boost::asio::any_io_executor>> own_executor() {
    if (is_async()) return detail::find_executor();
    return dual<std::optional<boost::asio::any_io_executor>>::ready();
}

}  // namespace vinyl::io
