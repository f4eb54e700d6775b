// The executor of the running task, for what has to go on after the task has moved on.
#pragma once

#include <vinyl/dual/context_executor.hpp>
#include <vinyl/dual/dual.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <optional>
#include <utility>

namespace vinyl::io {

/// The executor without the task's context that vinyl::spawn put around it: work that outlives the task must
/// not keep the task's transactions.
[[nodiscard]] inline boost::asio::any_io_executor without_context(boost::asio::any_io_executor executor) {
    while (const auto* const wrapper = executor.target<vinyl::detail::context_executor>()) {
        boost::asio::any_io_executor inner = wrapper->inner();
        executor = std::move(inner);
    }
    return executor;
}

namespace detail {
inline dual<std::optional<boost::asio::any_io_executor>> find_executor() {
    boost::asio::any_io_executor executor = co_await vinyl::detail::this_executor{};
    co_return without_context(std::move(executor));
}
}  // namespace detail

/// The executor that the calling coroutine resumes on, without its context; nothing in sync mode, where there
/// is none.
inline dual<std::optional<boost::asio::any_io_executor>> own_executor() {
    if (is_async()) return detail::find_executor();
    return dual<std::optional<boost::asio::any_io_executor>>::ready();
}

}  // namespace vinyl::io
