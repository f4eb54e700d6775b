// Opening a connection without blocking.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/postgres/connection.hpp>
#include <vinyl/postgres/driver_options.hpp>
#include <vinyl/postgres/settings.hpp>

#include <memory>

namespace vinyl::postgres {

/// Connects and authenticates. In async mode the caller's loop is not blocked, neither by the network nor by
/// looking up names; the connection then belongs to the caller's execution context and must be destroyed
/// before it.
///
/// Of several hosts, and of several addresses of a host, the first that will do is taken; connect_timeout counts for each.
///
/// Errors: connection_lost when no server can be reached; timeout at the deadline, or when no host has answered within its
/// connect_timeout; usage_error when the lists of hosts and ports do not match;
/// the class of the SQLSTATE when the server refuses (no such database, authentication, too many
/// connections). The message says which host, port, database and user it was, what libpq said, and what to
/// do. Never the password. In async mode, vinyl::cancelled when cancelled.
[[nodiscard]] dual<std::unique_ptr<connection>> connect(settings where, driver_options options, io::deadline until);

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/connect.ipp>
#endif
