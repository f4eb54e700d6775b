// The executor of a task, for what has to go on after the task has moved on.
#pragma once

#include <vinyl/base/config.hpp>

#include <boost/asio/any_io_executor.hpp>

namespace vinyl::io {

/// The executor without the task's context that vinyl::spawn put around it, and without the task's strand: work that
/// outlives the task must not keep the task's transactions, and what serves others must not wait for the task to let its
/// strand go.
[[nodiscard]] boost::asio::any_io_executor underlying_executor(boost::asio::any_io_executor executor);

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/underlying_executor.ipp>
#endif
