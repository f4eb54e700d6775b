// Asking the server to cancel what a connection is doing.
#pragma once

#include <vinyl/base/config.hpp>

#include <libpq-fe.h>

#include <functional>

namespace vinyl::postgres {

/// Sends a cancel request for the connection's present statement from a thread of its own, because up to
/// libpq 16 that blocks for as long as the server likes, and calls `returned` there when the server has taken
/// it, or when it failed. Until then nothing else may be sent on the connection: a cancel request hits
/// whatever runs when it lands.
///
/// False, and nothing happens, when the request could not be started or too many are under way already (each
/// holds a thread, and a frozen server frees none).
/// @pre the caller holds the connection's lock
[[nodiscard]] bool request_cancel(PGconn* connection, std::function<void()> returned) noexcept;

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/cancel.ipp>
#endif
