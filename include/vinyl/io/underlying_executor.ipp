// How an executor is unwrapped.
#pragma once

#include <vinyl/dual/context_executor.hpp>
#include <vinyl/io/underlying_executor.hpp>

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
[[nodiscard]] VINYL_DECL std::optional<boost::asio::any_io_executor> inside(
    const boost::asio::any_io_executor& executor) {
    if (const auto* const wrapper = executor.target<vinyl::detail::context_executor>()) return wrapper->inner();
    if (auto inner = inside_strand<boost::asio::any_io_executor>(executor)) return inner;
    if (auto inner = inside_strand<boost::asio::io_context::executor_type>(executor)) return inner;
    return inside_strand<boost::asio::thread_pool::executor_type>(executor);
}

}  // namespace detail

VINYL_DECL boost::asio::any_io_executor underlying_executor(boost::asio::any_io_executor executor) {
    while (auto inner = detail::inside(executor)) executor = *std::move(inner);
    return executor;
}

}  // namespace vinyl::io
