// Looking up the address of a host without blocking an event loop.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>

#include <string>
#include <vector>

namespace vinyl::io {

/// The addresses of a host, in the order of the system's preference. Empty if there are none, if the look-up
/// took longer than the deadline, or in sync mode, where whoever connects may as well look the name up
/// itself. Errors: in async mode, boost::system::system_error(operation_aborted) when cancelled.
dual<std::vector<std::string>> resolve(std::string host, deadline until);

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/resolve.ipp>
#endif
