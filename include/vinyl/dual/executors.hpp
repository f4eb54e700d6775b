// Executors whose type is erased, made by functions that are compiled once: what Asio checks of an executor's type takes longer
// to compile than the rest of a header.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/context.hpp>

#include <boost/asio/any_io_executor.hpp>

namespace vinyl::detail {

/// See context_executor.
[[nodiscard]] boost::asio::any_io_executor in_context(boost::asio::any_io_executor executor, ambient context);

/// The context that such an executor sets, or null.
[[nodiscard]] const ambient* context_of(const boost::asio::any_io_executor& executor) noexcept;

/// The executor inside of such.
[[nodiscard]] const boost::asio::any_io_executor& without_context(
    const boost::asio::any_io_executor& executor) noexcept;

/// Asio's own threads.
[[nodiscard]] boost::asio::any_io_executor any_system_executor();

/// The same executor, whose context does not run out of work while it is kept.
[[nodiscard]] boost::asio::any_io_executor with_work(const boost::asio::any_io_executor& executor);

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/dual/executors.ipp>
#endif
