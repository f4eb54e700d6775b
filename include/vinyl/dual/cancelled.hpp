// What awaiting throws when an Asio operation fails or is cancelled: vinyl's errors, and Asio's own at the same time.
#pragma once

#include <vinyl/base/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace vinyl {

/// An Asio operation that a dual coroutine awaited has failed: the boost::system::system_error that Asio would have thrown,
/// with its code().
class asio_error : public detail::error_as<boost::system::system_error> {
public:
    using error_as::error_as;
};

/// The operation was cancelled. `code()` is boost::asio::error::operation_aborted, as in everything that Asio cancels.
class cancelled : public asio_error {
public:
    cancelled() : asio_error(boost::asio::error::make_error_code(boost::asio::error::operation_aborted)) {}
};

namespace detail {

/// Throws what belongs to the code of a failed Asio operation.
[[noreturn]] inline void throw_asio_error(const boost::system::error_code& failed) {
    if (failed == boost::asio::error::operation_aborted) throw cancelled();
    throw asio_error(failed);
}

}  // namespace detail
}  // namespace vinyl
