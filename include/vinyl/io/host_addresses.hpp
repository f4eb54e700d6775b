// Looking up the address of a host without blocking an event loop.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>

#include <string>
#include <vector>

namespace vinyl::io {

/// What a look-up came to.
struct host_addresses {
    std::vector<std::string> addresses{};  ///< In the order of the system's preference.
    std::string failure{};                 ///< Why there are none; empty if the look-up took longer than the deadline.
};

/// Looks up the addresses of a host. In sync mode the system's own patience counts, not the deadline.
/// Errors: in async mode, vinyl::cancelled when cancelled.
dual<host_addresses> look_up_host(std::string host, deadline until);

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/host_addresses.ipp>
#endif
