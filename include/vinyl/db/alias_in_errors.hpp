// Says in a database error which connection alias it came from.
#pragma once

#include <vinyl/base/error.hpp>

#include <exception>
#include <string_view>

namespace vinyl::db {

/// Throws `error` again; if it is a database_error that does not name an alias yet, the same class with the
/// alias in it.
[[noreturn]] void rethrow_with_alias(std::exception_ptr error, std::string_view alias);

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/alias_in_errors.ipp>
#endif
