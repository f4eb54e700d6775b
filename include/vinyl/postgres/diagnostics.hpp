// From what libpq reports to vinyl's error tree.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/error.hpp>
#include <vinyl/postgres/handles.hpp>

#include <string>
#include <string_view>

namespace vinyl::postgres {

/// All PG_DIAG fields of an error or notice. `message` is never empty.
[[nodiscard]] diagnostics diagnostics_of(const PGresult* from);

/// libpq's message about a connection in one line, without control characters: a server's text is not to be
/// trusted.
[[nodiscard]] std::string message_of(const PGconn* connection);

/// Cleans text that came from outside for use in a message: one line, no control characters, at most
/// `longest` bytes.
[[nodiscard]] std::string printable(std::string_view text, std::size_t longest = 2000);

/// Finds the SQLSTATE in a message that libpq composed with PQERRORS_VERBOSE ("FATAL:  28P01: ..."), removes
/// it and the line about the server's source, and returns it; empty when there is none. libpq keeps no fields
/// of errors that happen while connecting, so this is the only way to their code.
[[nodiscard]] std::string take_sqlstate(std::string& message);

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/diagnostics.ipp>
#endif
