// The executor of the running task, for what has to go on after the task has moved on.
#pragma once

#include <vinyl/dual/context_executor.hpp>
#include <vinyl/dual/dual.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include <optional>
#include <utility>

namespace vinyl::io {

namespace detail {

/// What a strand of that kind wraps, if the executor is one.
template <class Executor>
[[nodiscard]] std::optional<boost::asio::any_io_executor> inside_strand(const boost::asio::any_io_executor& executor) {
    const auto* const strand = executor.target<boost::asio::strand<Executor>>();
    if (strand == nullptr) return std::nullopt;
    return boost::asio::any_io_executor(strand->get_inner_executor());
}

/// The executor inside, if that one wraps another.
[[nodiscard]] inline std::optional<boost::asio::any_io_executor> inside(const boost::asio::any_io_executor& executor) {
    if (const auto* const wrapper = executor.target<vinyl::detail::context_executor>()) return wrapper->inner();
    if (auto inner = inside_strand<boost::asio::any_io_executor>(executor)) return inner;
    if (auto inner = inside_strand<boost::asio::io_context::executor_type>(executor)) return inner;
    return inside_strand<boost::asio::thread_pool::executor_type>(executor);
}

}  // namespace detail

/// The executor without the task's context that vinyl::spawn put around it, and without the task's strand: work that
/// outlives the task must not keep the task's transactions, and what serves others must not wait for the task to let its
/// strand go.
[[nodiscard]] inline boost::asio::any_io_executor underlying_executor(boost::asio::any_io_executor executor) {
    while (auto inner = detail::inside(executor)) executor = *std::move(inner);
    return executor;
}

namespace detail {
inline dual<std::optional<boost::asio::any_io_executor>> find_executor() {
    boost::asio::any_io_executor executor = co_await vinyl::detail::this_executor{};
    co_return underlying_executor(std::move(executor));
}
}  // namespace detail

/// The executor that the calling coroutine resumes on, without its context and strand; nothing in sync mode, where there
/// is none.
inline dual<std::optional<boost::asio::any_io_executor>> own_executor() {
    if (is_async()) return detail::find_executor();
    return dual<std::optional<boost::asio::any_io_executor>>::ready();
}

}  // namespace vinyl::io
