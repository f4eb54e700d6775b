// The door of this room: one statement to one alias.
#pragma once

#include <vinyl/base/statement.hpp>
#include <vinyl/db/execution.hpp>
#include <vinyl/db/registry.hpp>
#include <vinyl/db/result.hpp>
#include <vinyl/dual/dual.hpp>

#include <string_view>

namespace vinyl::db {

/// Runs a statement: in the transaction that the calling task has open on the alias, else on a connection of
/// its pool. Database errors name the alias. Query observers hear of it.
/// The answer has its rows in binary form: see result, and rows_as() to read them into structs. Of a statement that only
/// writes it may be dropped; in async mode await it first, as every dual.
/// Errors: what the server says (database_error), pool_timeout, connection_lost, usage_error for an unknown
/// alias; in async mode vinyl::cancelled when cancelled.
dual<result> execute(std::string_view alias, statement sent);

/// The same with a registry of the program's own.
dual<result> execute(connection_registry& in, std::string_view alias, statement sent);

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/execute.ipp>
#endif
